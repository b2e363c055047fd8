import { ProtocolError } from '../protocol-error.ts'
import type { TlsAlert } from './codes/alerts.ts'
import type { TlsFacts } from './facts.ts'

/** What went wrong, one code a kind. */
export type TlsErrorCode =
  /** The peer answered with something that is not TLS: plain HTTP, for instance. */
  | 'tls.not-tls'
  /** The peer sent a fatal alert: `alert` says which. */
  | 'tls.alert'
  /** The connection ended or broke before the handshake was complete; `cause` holds the reason, if any. */
  | 'tls.closed'
  /** The connection ended without close_notify: what was read may have been cut off by anybody. */
  | 'tls.closed-without-notify'
  /** A message ends too early, goes on too long, or makes no sense. */
  | 'tls.truncated'
  | 'tls.trailing'
  | 'tls.malformed'
  /** A message or record that has no place here. */
  | 'tls.unexpected-message'
  | 'tls.record-too-large'
  | 'tls.message-too-large'
  | 'tls.chain-too-large'
  /** Records without end that bring no data. */
  | 'tls.flood'
  /** A protected record is not what the peer sent. */
  | 'tls.bad-record-mac'
  /** The padding of a CBC record is wrong. */
  | 'tls.bad-padding'
  /** The server chose what the hello did not offer, or what does not fit the version. */
  | 'tls.version-not-offered'
  | 'tls.suite-not-offered'
  | 'tls.group-not-offered'
  | 'tls.scheme-not-offered'
  | 'tls.alpn-not-offered'
  | 'tls.extension-not-offered'
  | 'tls.compression-not-offered'
  | 'tls.session-not-offered'
  /** The server can do better than what arrived: somebody between changed the hello (RFC 8446 section 4.1.3). */
  | 'tls.downgrade'
  /** RFC 5746 section 3.4. */
  | 'tls.renegotiation-info-wrong'
  /** RFC 7627 section 5.3: the resumed session and this handshake disagree. */
  | 'tls.extended-master-secret-wrong'
  /** No certificate, or one in which no key can be found. */
  | 'tls.certificate-missing'
  | 'tls.certificate-unreadable'
  /** The certificate's key is of a kind or size that the client cannot use, or that does not fit the suite. */
  | 'tls.key-unsuitable'
  /** The server's share is not a point of the group, or its DHE group is out of bounds. */
  | 'tls.key-exchange-invalid'
  /** The server did not prove that it owns its certificate's key. */
  | 'tls.signature-invalid'
  /** The two sides saw different handshakes, or the server lacks the key (RSA key exchange). */
  | 'tls.finished-wrong'
  /** The server asked for a client certificate, got none, and refused. */
  | 'tls.client-certificate-required'
  /** The server asked for a renegotiation, was told no, and ended the connection without any data. */
  | 'tls.renegotiation-required'
  /** The certificate's signature has no single hash, so RFC 5929 defines no `tls-server-end-point`. */
  | 'tls.channel-binding-undefined'

/**
 * The TLS client's only error, but for a `ConnectError` of the stream below. `facts` holds what was learned
 * until then: the presented chain too when the handshake failed after the Certificate message.
 */
export class TlsError extends ProtocolError {
  override readonly name = 'TlsError'
  declare readonly code: TlsErrorCode
  readonly facts: Partial<TlsFacts>
  readonly alert: TlsAlert | undefined

  constructor(
    code: TlsErrorCode,
    message: string,
    options: ErrorOptions & {
      readonly facts?: Partial<TlsFacts>
      readonly alert?: TlsAlert | undefined
    } = {},
  ) {
    super(code, message, options)
    this.facts = options.facts ?? {}
    this.alert = options.alert
  }
}
