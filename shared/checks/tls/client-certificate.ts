import { check } from '../../engine/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { HttpConnection } from '../../protocols/http/index.ts'
import { connectTls, TlsError } from '../../protocols/tls/index.ts'
import type { TlsEndpoint } from './endpoint.ts'
import { serverNameOf } from './handshake.ts'

export type Insistence = 'none' | 'handshake' | 'post-handshake' | 'renegotiation'

/**
 * A server that asks for a client certificate may do without one. Does this one? With TLS 1.3 its refusal
 * comes only when it has read our last message, so a request is made and its answer awaited.
 */
export const insistsOnClientCertificate = check(
  'tls.client-certificate',
  async (step, { host, address, port }: TlsEndpoint): Promise<Insistence> => {
    const stream = await step.connect({ host, address, port })
    try {
      const connection = await connectTls(stream, {
        ...serverNameOf(host),
        alpn: ['http/1.1'],
        randomBytes: (length) => step.randomBytes(length),
        now: () => step.now(),
      })
      const http = new HttpConnection(connection)
      const { status } = await http.send({ method: 'GET', target: '/', headers: [['Host', host]] })
      step.note('http.status', status)
      return 'none'
    } catch (error) {
      if (error instanceof TlsError) return refusal(error) ?? 'none'
      // A server that drops the connection instead of saying why.
      if (error instanceof ConnectError && error.code === 'closed') return 'handshake'
      throw error
    }
  },
  { limitSeconds: 12, needed: false },
)

/** Alerts by which servers refuse a client without a certificate (RFC 8446 section 6.2, RFC 5246 section 7.4.6). */
const REFUSALS: readonly string[] = [
  'certificate_required',
  'handshake_failure',
  'bad_certificate',
  'no_certificate',
  'access_denied',
  'certificate_unknown',
]

/** When the server asked for the certificate that it would not do without; undefined for other failures. */
export function refusal({ code, alert, facts }: TlsError): Exclude<Insistence, 'none'> | undefined {
  if (code === 'tls.renegotiation-required') return 'renegotiation'
  const asked = facts.clientCertificateRequested ?? false
  if (code === 'tls.client-certificate-required') return asked === false ? 'handshake' : asked
  if (asked === false) return undefined
  const refused = alert !== undefined && REFUSALS.includes(alert.description)
  return refused || code === 'tls.closed' || code === 'tls.closed-without-notify' ? asked : undefined
}
