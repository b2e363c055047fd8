import type { ByteStream } from '../../platform/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { imap } from './imap.ts'
import { LineConversation } from './lines.ts'
import { pop3 } from './pop3.ts'
import { smtp } from './smtp.ts'

/** The protocols that begin in the clear and change to TLS when asked. */
export const STARTTLS_PROTOCOLS = ['smtp', 'imap', 'pop3'] as const
export type StartTlsProtocol = (typeof STARTTLS_PROTOCOLS)[number]

const PREAMBLES = { smtp, imap, pop3 } as const

/**
 * Says what has to be said before TLS, up to the server's consent: the next byte on the stream, from either side, is
 * TLS. SMTP by RFC 3207, IMAP by RFC 9051 section 6.2.1, POP3 by RFC 2595 section 4.
 *
 * Throws {@link ProtocolError}: `starttls.not-offered` when the server does not have it, `starttls.refused` when it does not
 * want to at this moment, `starttls.unexpected` for what is not the protocol, `starttls.injected` when the server
 * says more in the clear after its consent (which somebody in between could have put there), and what the lines throw. Sets no
 * timer: who has waited long enough closes the stream.
 */
export async function startTls(stream: ByteStream, protocol: StartTlsProtocol): Promise<void> {
  const conversation = new LineConversation(stream)
  await PREAMBLES[protocol](conversation)
  if (conversation.hasMore)
    throw new ProtocolError('starttls.injected', 'the server goes on in the clear after its consent to TLS')
}
