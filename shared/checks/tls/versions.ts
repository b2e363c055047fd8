import { check, type Step, settle } from '../../engine/index.ts'
import { type HelloAnswer, type HelloVersion, probeHello } from '../../protocols/tls/index.ts'
import type { TlsEndpoint } from './endpoint.ts'
import { openForTls, serverNameOf } from './open.ts'

type Offer = TlsEndpoint & { offer: string }

/** What outdated clients would offer, each asked with a ClientHello that goes no further. */
const OFFERS: Readonly<Record<string, { version: HelloVersion; cipherSuites: readonly number[] }>> = {
  'SSL 3.0': { version: 'ssl3', cipherSuites: [0x0035, 0x002f, 0x000a, 0x0005, 0x0004] },
  'TLS 1.0': {
    version: '1.0',
    cipherSuites: [0xc014, 0xc013, 0xc00a, 0xc009, 0x0039, 0x0033, 0x0035, 0x002f, 0x000a],
  },
  'TLS 1.1': {
    version: '1.1',
    cipherSuites: [0xc014, 0xc013, 0xc00a, 0xc009, 0x0039, 0x0033, 0x0035, 0x002f, 0x000a],
  },
  '3DES': { version: '1.2', cipherSuites: [0xc012, 0xc008, 0x0016, 0x000a] },
  RC4: { version: '1.2', cipherSuites: [0xc011, 0xc007, 0x0005, 0x0004] },
}

export type Legacy = keyof typeof OFFERS

/** Which outdated versions and ciphers does the server still take? */
export const findLegacyTls = check(
  'tls.versions',
  async (
    step,
    endpoint: TlsEndpoint,
  ): Promise<readonly { name: string; certificates: readonly Uint8Array[] }[]> => {
    const asked = await Promise.all(
      Object.keys(OFFERS).map(async (offer) => ({
        offer,
        settled: await settle(offerLegacy(step, { ...endpoint, offer })),
      })),
    )
    return asked.flatMap(({ offer, settled }) =>
      settled.answered && settled.answer.accepted
        ? [{ name: offer, certificates: settled.answer.certificates ?? [] }]
        : [],
    )
  },
  { limitSeconds: 20, needed: false },
)

const offerLegacy = check(
  'tls.offer',
  async (step: Step, { offer, ...endpoint }: Offer): Promise<HelloAnswer> => {
    const hello = OFFERS[offer]
    if (!hello) throw new RangeError(`there is no offer ${offer}`)
    const stream = await openForTls(step, endpoint)
    const answer = await probeHello(stream, {
      ...hello,
      ...serverNameOf(endpoint.host),
      randomBytes: (length) => step.randomBytes(length),
    })
    step.note('tls.offer', { accepted: answer.accepted })
    return answer
  },
  { limitSeconds: 8, needed: false },
)
