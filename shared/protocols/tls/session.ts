import type { TlsVersion } from './codes/versions.ts'

/**
 * What a later connection to the same server needs to resume this one: plain data, secret, never to be
 * stored or shown. It is used for the same `serverName` alone.
 */
export interface TlsSession {
  readonly version: TlsVersion
  readonly cipherSuite: number
  readonly serverName: string | undefined
  /** TLS 1.3: the pre-shared key (RFC 8446 section 4.6.1). Before: the master secret. */
  readonly secret: Uint8Array
  /** The ticket; before TLS 1.3 a server may have given a session id instead. */
  readonly ticket?: Uint8Array
  readonly sessionId?: Uint8Array
  readonly extendedMasterSecret: boolean
  /** The chain that the server presented when it proved its key. */
  readonly certificates: readonly Uint8Array[]
  /** When the ticket or id came, milliseconds since the epoch, and how long it is good for, in seconds. */
  readonly receivedAt: number
  readonly lifetime: number
  /** TLS 1.3: what hides the ticket's age. */
  readonly ageAdd?: number
}

/** Whether the session may still be offered to this server. */
export function sessionUsable(session: TlsSession, serverName: string | undefined, now: number): boolean {
  const age = now - session.receivedAt
  return session.serverName === serverName && age >= 0 && age < session.lifetime * 1000
}
