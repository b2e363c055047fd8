import { ByteWriter, concatBytes } from '../../bytes/index.ts'
import type { CipherSuite } from '../codes/cipher-suites.ts'
import { contentType } from '../codes/content-types.ts'
import { handshakeType, handshakeTypeName } from '../codes/handshake-types.ts'
import { TlsError } from '../error.ts'
import { finishedMac, nextTrafficSecret, ticketSecret } from '../keys/schedule13.ts'
import { emptyCertificate13 } from '../messages/certificate.ts'
import { writeFinished } from '../messages/finished.ts'
import { readSessionTicket13 } from '../messages/session-ticket.ts'
import { openAead13, sealAead13 } from '../records/aead13.ts'
import type { HandshakeMessage } from './channel.ts'
import type { AfterHandshake, Handshake } from './handshake.ts'

/** Secrets that outlive the handshake. */
export interface Secrets13 {
  readonly suite: CipherSuite
  readonly clientTraffic: Uint8Array
  readonly serverTraffic: Uint8Array
  readonly resumption: Uint8Array
}

/** No ticket is good for more than seven days (RFC 8446 section 4.6.1). */
const longestLifetime = 604800

/** Tickets, new keys, and a late request for a client certificate (RFC 8446 section 4.6). */
export function afterHandshake13(handshake: Handshake, secrets: Secrets13): AfterHandshake {
  const { channel, facts } = handshake
  const { suite } = secrets
  let { clientTraffic, serverTraffic } = secrets

  const updateKeys = async ({ body }: HandshakeMessage): Promise<void> => {
    const request = body.u8()
    body.finish()
    if (request > 1)
      throw new TlsError('tls.malformed', 'a key_update that neither asks for one nor does not')
    channel.assertMessageBoundary()
    serverTraffic = nextTrafficSecret(suite.hash, serverTraffic)
    channel.records.opener = openAead13(suite, serverTraffic)
    if (request === 0) return
    const answer = new ByteWriter().u8(handshakeType.keyUpdate, 'handshake type: key_update')
    answer.vector24('key_update', () => answer.u8(0, 'not requested'))
    channel.records.queue(contentType.handshake, answer.bytes())
    clientTraffic = nextTrafficSecret(suite.hash, clientTraffic)
    channel.records.sealer = sealAead13(suite, clientTraffic)
    await channel.records.flush()
  }

  // Section 4.6.2: we offered to answer, so we must; the handshake's transcript goes on for this answer alone.
  const refuseCertificate = async ({ body, bytes }: HandshakeMessage): Promise<void> => {
    facts.clientCertificateRequested = 'post-handshake'
    const certificate = emptyCertificate13(body.vector8().rest())
    const hash = channel.transcript.hash(suite.hash, bytes, certificate)
    const finished = writeFinished(finishedMac(suite.hash, clientTraffic, hash))
    channel.records.queue(contentType.handshake, concatBytes(certificate, finished))
    channel.refusedCertificate = true
    await channel.records.flush()
  }

  return async (message) => {
    switch (message.type) {
      case handshakeType.newSessionTicket:
        return keepTicket(handshake, secrets, message)
      case handshakeType.keyUpdate:
        return updateKeys(message)
      case handshakeType.certificateRequest:
        return refuseCertificate(message)
      default:
        throw new TlsError(
          'tls.unexpected-message',
          `${handshakeTypeName(message.type)} after the handshake was complete`,
        )
    }
  }
}

function keepTicket(
  { options, facts }: Handshake,
  { suite, resumption }: Secrets13,
  { body }: HandshakeMessage,
): void {
  const { lifetime, ageAdd, nonce, ticket } = readSessionTicket13(body)
  if (lifetime === 0 || ticket.length === 0) return
  options.onSession?.({
    version: '1.3',
    cipherSuite: suite.code,
    serverName: options.serverName,
    secret: ticketSecret(suite.hash, resumption, nonce),
    ticket: ticket.slice(),
    extendedMasterSecret: true,
    certificates: facts.certificates ?? [],
    receivedAt: options.now(),
    lifetime: Math.min(lifetime, longestLifetime),
    ageAdd,
  })
}
