import type { GroupName } from './codes/groups.ts'
import type { TlsVersion } from './codes/versions.ts'
import type { TlsSession } from './session.ts'

export interface TlsOptions {
  /**
   * The name asked for (SNI, RFC 6066 section 3), as A-labels. An IP literal is not sent: the extension has no
   * place for one.
   */
  readonly serverName?: string
  /** Application protocols to offer, the preferred first, such as `http/1.1` (RFC 7301). */
  readonly alpn?: readonly string[]
  /** Default `1.0`. */
  readonly minVersion?: TlsVersion
  /** Default `1.3`. */
  readonly maxVersion?: TlsVersion
  /** Offer these suites alone, in this order (codes as in `cipherSuites`). */
  readonly cipherSuites?: readonly number[]
  /** Offer these groups alone, in this order; TLS 1.3 sends a key share for the first. */
  readonly groups?: readonly GroupName[]
  /** Whether to offer RFC 7627. Default true. */
  readonly extendedMasterSecret?: boolean
  /** A session to resume; passed over when it is for another name or too old. */
  readonly session?: TlsSession
  /** Called for each session that the server lets us resume, TLS 1.3 tickets while data is read. */
  readonly onSession?: (session: TlsSession) => void
  /** Cryptographically strong. */
  readonly randomBytes: (length: number) => Uint8Array
  /** Milliseconds since the epoch. */
  readonly now: () => number
}
