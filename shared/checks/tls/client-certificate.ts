import { check, type Step } from '../../engine/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { HttpConnection } from '../../protocols/http/index.ts'
import { connectTls, type TlsConnection, TlsError } from '../../protocols/tls/index.ts'
import { speaksHttp, type TlsEndpoint } from './endpoint.ts'
import { openForTls, tlsOptionsFor } from './open.ts'

export type Insistence = 'none' | 'handshake' | 'post-handshake' | 'renegotiation'

/**
 * A server that asks for a client certificate may do without one. Does this one? With TLS 1.3 its refusal
 * comes only when it has read our last message, so a request is made and its answer awaited.
 */
export const insistsOnClientCertificate = check(
  'tls.client-certificate',
  async (step, endpoint: TlsEndpoint): Promise<Insistence> => {
    const stream = await openForTls(step, endpoint)
    try {
      const connection = await connectTls(stream, tlsOptionsFor(step, endpoint))
      await awaitWord(step, connection, endpoint)
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

/** Waits until the server has said something, which it only does to a client that it takes. */
async function awaitWord(step: Step, connection: TlsConnection, endpoint: TlsEndpoint): Promise<void> {
  const { host, starttls } = endpoint
  if (speaksHttp(endpoint)) {
    const http = new HttpConnection(connection)
    const { status } = await http.send({ method: 'GET', target: '/', headers: [['Host', host]] })
    step.note('http.status', status)
    return
  }
  // Where TLS comes first, the server greets by itself; after STARTTLS it waits for a command, and any will do.
  if (starttls !== undefined) await connection.write(new TextEncoder().encode('a3 NOOP\r\n'))
  await connection.read()
}

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
