import type { TlsVersion } from './codes/versions.ts'

/** What a handshake showed. Nothing in it is judged: certificates may be expired, self-signed, for another name. */
export interface TlsFacts {
  readonly version: TlsVersion
  readonly cipherSuite: { readonly code: number; readonly name: string }
  /** The group of the key exchange, `dhe` for finite-field DHE; none with RSA key exchange. `bits` is its size. */
  readonly group?: { readonly name: string; readonly bits: number }
  /** How the server signed the key exchange; none with RSA key exchange and in a resumed session. */
  readonly signatureScheme?: string
  /** The protocol that the server chose from those offered (RFC 7301). */
  readonly alpn?: string
  /** The presented chain, DER, in the order sent; of a resumed session that of its first handshake. */
  readonly certificates: readonly Uint8Array[]
  /** The stapled OCSP response for the leaf (RFC 6066 section 8), DER. */
  readonly stapledOcsp?: Uint8Array
  /**
   * Whether and when the server asked for a client certificate. `renegotiation`: it sent a HelloRequest,
   * which up to TLS 1.2 is how IIS asks for a certificate that only some directories demand.
   */
  readonly clientCertificateRequested: false | 'handshake' | 'post-handshake' | 'renegotiation'
  readonly resumed: boolean
  /** RFC 7627. In TLS 1.3, whose key schedule has the property built in, always true. */
  readonly extendedMasterSecret: boolean
  /** Whether the server knows RFC 5746. In TLS 1.3, which has no renegotiation, always true. */
  readonly secureRenegotiation: boolean
  /** Whether the server asked for a second ClientHello. */
  readonly helloRetryRequest: boolean
}

/** The facts while they are being learned. */
export type FactsSoFar = { -readonly [Name in keyof TlsFacts]?: TlsFacts[Name] }
