import { check, type Reason, type Step, settle } from '../../engine/index.ts'
import { isCloudflareAddress } from '../../transport/cloudflare-ranges.ts'
import { lookUpAddresses } from '../dns/addresses.ts'
import { type AnswerReading, readAnswer } from '../http/reading.ts'
import { askHttp, type HttpAnswer, type HttpQuestion } from '../http/request.ts'
import { connectTcp } from '../reachability/connect.ts'

/** A request to a URL, at whichever address of its host answers first in Outlook's order. */
export type Question = { url: string } & Pick<HttpQuestion, 'method' | 'headers' | 'body'>

/** What came of it: an answer, or the reason why there is none. */
export interface Asked {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly addresses: readonly string[]
  /** Whom the request was sent to; absent when no address takes connections. */
  readonly address?: string
  readonly answer?: HttpAnswer
  readonly reading?: AnswerReading
  /** `dns.no-address`, `connect.…`, `tls.…`, `http.…`, `deadline`. */
  readonly failure?: Reason
}

/** What is at this URL? That nothing is there is an answer too: Outlook goes on to the next method then. */
export const askUrl = check(
  'autodiscover.ask',
  async (step, { url, ...request }: Question): Promise<Asked> => {
    const { hostname, port: portText, protocol, pathname, search } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    const secure = protocol === 'https:'
    const port = portText === '' ? (secure ? 443 : 80) : Number(portText)
    const asked = await asking()
    const { reading, failure } = asked
    step.note('autodiscover.asked', {
      address: asked.address ?? null,
      kind: reading?.kind ?? failure?.code ?? 'none',
      status: reading?.status ?? null,
      schemes: reading?.schemes ?? [],
      product: reading?.product ?? null,
      location: reading?.location ?? null,
    })
    return asked

    async function asking(): Promise<Asked> {
      const at = { url, host, port }
      const found = await settle(lookUpAddresses(step, { host }))
      if (!found.answered) return { ...at, addresses: [], failure: found.failure.reason }
      const { addresses, status } = found.answer
      if (addresses.length === 0) {
        return {
          ...at,
          addresses,
          failure: { code: 'dns.no-address', message: `${host} has no address (${status})` },
        }
      }
      const open = await firstOpen(step, host, addresses, port)
      if ('code' in open) return { ...at, addresses, failure: open }
      const { address } = open
      const question = { host, address, port, secure, path: `${pathname}${search}`, ...request }
      const told = await settle(askHttp(step, question))
      if (!told.answered) return { ...at, addresses, address, failure: told.failure.reason }
      return { ...at, addresses, address, answer: told.answer, reading: readAnswer(told.answer, url) }
    }
  },
  { needed: false },
)

/** The first address that takes connections, or why none does. */
export async function firstOpen(
  step: Step,
  host: string,
  addresses: readonly string[],
  port: number,
): Promise<{ address: string } | Reason> {
  const tried = await Promise.all(
    addresses.map(async (address) => ({
      address,
      asked: await settle(connectTcp(step, { host, address, port })),
    })),
  )
  const open = tried.find(({ asked }) => asked.answered)
  if (open) return { address: open.address }
  // The edge's runtime refuses its own operator's addresses, and does not always say that it was the one who did.
  const isRefusedHere = ({ address, asked }: (typeof tried)[number]) =>
    (!asked.answered && asked.failure.reason.code === 'connect.blocked') ||
    (step.vantageKind === 'edge' && isCloudflareAddress(address))
  if (tried.some(isRefusedHere)) {
    return { code: 'vantage.not-allowed', message: `this vantage may not connect to ${host}` }
  }
  const [first] = tried.flatMap(({ asked }) => (asked.answered ? [] : [asked.failure.reason]))
  return first ?? { code: 'dns.no-address', message: `${host} has no address` }
}
