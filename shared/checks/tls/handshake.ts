import { check } from '../../engine/index.ts'
import { connectTls, TlsError, type TlsFacts } from '../../protocols/tls/index.ts'
import type { TlsEndpoint } from './endpoint.ts'
import { EITHER_HTTP, openForTls, tlsOptionsFor } from './open.ts'

/** A handshake that came to its end, or how far one came that did not. */
export type Handshake =
  | { readonly completed: true; readonly facts: TlsFacts }
  | { readonly completed: false; readonly facts: Partial<TlsFacts>; readonly error: TlsError }

/** What does the server show in a handshake as Outlook would make it? Judges nothing. */
export const shakeHands = check(
  'tls.handshake',
  async (step, endpoint: TlsEndpoint): Promise<Handshake> => {
    const stream = await openForTls(step, endpoint)
    try {
      const { facts } = await connectTls(stream, tlsOptionsFor(step, endpoint, EITHER_HTTP))
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
