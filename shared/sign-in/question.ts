/**
 * Which channel binding (RFC 5929) goes into an NTLM message: that of the presented certificate; none; or a wrong
 * one, to learn whether anybody looks.
 */
export type Binding = 'certificate' | 'none' | 'wrong'

/** The first part of a service's principal name. */
export type SignInService = 'HTTP' | 'exchangeMDB' | 'exchangeRFR' | 'exchangeAB'

/** All that an AUTHENTICATE message is made of, but for the credential. */
export interface NtlmQuestion {
  /** The NEGOTIATE message as it was sent. */
  readonly negotiate: Uint8Array
  /** The CHALLENGE message as it came. */
  readonly challenge: Uint8Array
  /** The certificates that the server presented on this connection, DER, the leaf first. */
  readonly chain: readonly Uint8Array[]
  /** The name that was asked for: the chain has to be for it. */
  readonly host: string
  readonly service: SignInService
  /** Who stands behind the service's name, where that is not the host: the RPC server. */
  readonly server?: string
  readonly binding: Binding
  /** The answer goes into SPNEGO: the signature of its list of mechanisms is wanted, too. */
  readonly spnego?: boolean
}

export interface NtlmAnswer {
  /** The AUTHENTICATE message. */
  readonly message: Uint8Array
  /** The message as text, fit to be shown: what is secret is zero. */
  readonly annotated: string
  readonly flags: number
  /** 16 bytes, a secret; only where RPC signs with it, never for HTTP. */
  readonly exportedSessionKey?: Uint8Array
  /** The signature of SPNEGO's list of mechanisms (RFC 4178 section 5). */
  readonly mechListMic?: Uint8Array
}
