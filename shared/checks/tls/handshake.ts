import { check } from '../../engine/index.ts'
import { connectTls, TlsError, type TlsFacts } from '../../protocols/tls/index.ts'
import { normaliseAddress } from '../../transport/address-kind.ts'
import type { TlsEndpoint } from './endpoint.ts'

/** A handshake that came to its end, or how far one came that did not. */
export type Handshake =
  | { readonly completed: true; readonly facts: TlsFacts }
  | { readonly completed: false; readonly facts: Partial<TlsFacts>; readonly error: TlsError }

/** What does the server show in a handshake as Outlook would make it? Judges nothing. */
export const shakeHands = check(
  'tls.handshake',
  async (step, { host, address, port }: TlsEndpoint): Promise<Handshake> => {
    const stream = await step.connect({ host, address, port })
    try {
      const { facts } = await connectTls(stream, {
        ...serverNameOf(host),
        alpn: ['http/1.1'],
        randomBytes: (length) => step.randomBytes(length),
        now: () => step.now(),
      })
      noteFacts(facts)
      return { completed: true, facts }
    } catch (error) {
      if (!(error instanceof TlsError)) throw error
      noteFacts(error.facts)
      step.note('tls.error', { code: error.code, message: error.message, alert: error.alert?.description })
      return { completed: false, facts: error.facts, error }
    }

    function noteFacts({ certificates, stapledOcsp, cipherSuite, ...facts }: Partial<TlsFacts>): void {
      step.note('tls.facts', {
        ...facts,
        cipherSuite: cipherSuite?.name,
        certificates: certificates?.length ?? 0,
        stapledOcsp: stapledOcsp !== undefined,
      })
    }
  },
  { limitSeconds: 12 },
)

/** SNI has no place for an address. */
export function serverNameOf(host: string): { serverName?: string } {
  return normaliseAddress(host) === undefined ? { serverName: host } : {}
}
