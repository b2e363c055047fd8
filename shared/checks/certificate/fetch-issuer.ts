import { check, type Step, settle } from '../../engine/index.ts'
import { HttpConnection } from '../../protocols/http/index.ts'
import {
  type Certificate,
  LARGEST_CERTIFICATE,
  parseCertificate,
  parsePem,
} from '../../protocols/x509/index.ts'
import { normaliseAddress } from '../../transport/address-kind.ts'
import { queryResolver } from '../dns/query.ts'

/**
 * Which certificate lies where a certificate says that its issuer's is (RFC 5280 section 4.2.2.1)? What is
 * wrong with the authority's own host is not this estate's fault, so nothing here becomes a finding.
 */
export const fetchIssuer = check(
  'certificate.fetch-issuer',
  async (step, { url }: { url: string }): Promise<Certificate> => {
    const { hostname, host, port, pathname, search } = new URL(url)
    const target = { port: Number(port || 80), host: hostname }
    const [address] = await addressesOf(step, hostname)
    if (address === undefined) return step.cannotTell('aia.no-address', 'the host has no address')
    const http = new HttpConnection(await step.connect({ ...target, address }), {
      collectedBody: LARGEST_CERTIFICATE,
    })
    const response = await http.send({
      method: 'GET',
      target: `${pathname}${search}`,
      headers: [
        ['Host', host],
        ['Connection', 'close'],
      ],
    })
    step.note('http.status', response.status)
    if (response.status !== 200) return step.cannotTell('aia.status', `the answer is ${response.status}`)
    return readEither(await response.body.readAll())
  },
  { limitSeconds: 10, needed: false },
)

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

/** DER is what the RFC asks for; some authorities serve PEM. */
function readEither(body: Uint8Array): Certificate {
  const startsLikeDer = body[0] === 0x30
  if (startsLikeDer) return parseCertificate(body)
  const [first] = parsePem(new TextDecoder().decode(body))
  return parseCertificate(first ?? body)
}
