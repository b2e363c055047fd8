import { type Step, settle } from '../../engine/index.ts'
import { type HeaderEntry, HttpConnection } from '../../protocols/http/index.ts'
import { normaliseAddress } from '../../transport/address-kind.ts'
import { queryResolver } from '../dns/query.ts'

/** What an authority is asked over plain HTTP: what it says is signed, so that nobody has to vouch for the way. */
interface Question {
  readonly url: string
  /** Posted when given, fetched otherwise. */
  readonly body?: Uint8Array
  readonly mediaType?: string
  /** Bytes of the answer that are taken. */
  readonly largest: number
}

/** The URLs among them that can be asked: authorities also name directories (LDAP), which answer inside alone. */
export function askable(urls: readonly string[]): readonly string[] {
  return urls.filter((url) => URL.parse(url)?.protocol === 'http:').slice(0, MOST_URLS)
}

const MOST_URLS = 2

/**
 * The body of an authority's answer. Redirects are not followed. Ends the step without an answer where there is
 * none; rejects with what the connection, or HTTP, fails with.
 */
export async function askAuthority(step: Step, question: Question): Promise<Uint8Array> {
  const { url, body, mediaType, largest } = question
  const { hostname, host, port, pathname, search } = new URL(url)
  const [address] = await addressesOf(step, hostname)
  if (address === undefined) return step.cannotTell('authority.no-address', `${hostname} has no address`)
  const stream = await step.connect({ host: hostname, address, port: Number(port || 80) })
  const headers: HeaderEntry[] = [
    ['Host', host],
    ['Connection', 'close'],
    ...(mediaType === undefined ? [] : [['Content-Type', mediaType] as const]),
  ]
  const response = await new HttpConnection(stream, { collectedBody: largest }).send({
    method: body === undefined ? 'GET' : 'POST',
    target: `${pathname}${search}`,
    headers,
    ...(body !== undefined && { body }),
  })
  step.note('http.status', response.status)
  if (response.status !== 200)
    return step.cannotTell('authority.status', `${hostname} answers with status ${response.status}`)
  return response.body.readAll()
}

async function addressesOf(step: Step, host: string): Promise<readonly string[]> {
  const literal = normaliseAddress(host)
  if (literal !== undefined) return [literal]
  for (const { name: resolver } of step.resolvers) {
    const asked = await settle(queryResolver(step, { resolver, name: host, type: 'A' }))
    if (asked.answered && asked.answer.status === 'answer')
      return asked.answer.records.map(({ address }) => address)
  }
  return []
}
