import { alertCode } from '../codes/alerts.ts'
import { handshakeType, handshakeTypeName } from '../codes/handshake-types.ts'
import { TlsError } from '../error.ts'
import type { AfterHandshake, Handshake } from './handshake.ts'

/**
 * Up to TLS 1.2 the only message after the handshake is HelloRequest, which asks for a renegotiation: IIS sends
 * it to get a client certificate for some directories. We say no by a warning (RFC 5246 section 7.2.2), so that
 * a server which can do without goes on, and one which cannot ends the connection.
 */
export function afterHandshake12({ channel, facts }: Handshake): AfterHandshake {
  return async ({ type, body }) => {
    if (type !== handshakeType.helloRequest) {
      const name = handshakeTypeName(type)
      throw new TlsError('tls.unexpected-message', `${name} after the handshake was complete`)
    }
    body.finish()
    facts.clientCertificateRequested = 'renegotiation'
    channel.queueAlert('warning', alertCode.noRenegotiation)
    await channel.records.flush()
  }
}
