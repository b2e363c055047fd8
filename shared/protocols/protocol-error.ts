/**
 * What every protocol throws when the peer, or the bytes, are not as the protocol has them.
 *
 * `code` is stable and starts with the protocol's name (`tls.alert`, `x509.truncated`): checks turn it
 * into findings. The message is for people; it never holds a secret, and what it quotes from the network
 * is escaped where it is shown.
 */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
