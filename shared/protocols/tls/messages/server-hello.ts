import { type ByteReader, equalBytes, fromHex } from '../../bytes/index.ts'
import { extensionType } from '../codes/extensions.ts'
import { TlsError } from '../error.ts'
import { type Extensions, readExtensions } from './extensions.ts'

/** A ServerHello of any version (RFC 8446 section 4.1.3, RFC 5246 section 7.4.1.3). */
export interface ServerHello {
  /** The version that it settles, from the extension where there is one. */
  readonly version: number
  readonly random: Uint8Array
  readonly sessionId: Uint8Array
  readonly cipherSuite: number
  readonly compression: number
  readonly extensions: Extensions
  /** TLS 1.3 writes a request for another hello as a ServerHello with a random of its own. */
  readonly isRetryRequest: boolean
}

const tls12 = 0x0303
const tls13 = 0x0304
// RFC 8446 section 4.1.3: SHA-256 of "HelloRetryRequest".
const retryRandom = fromHex('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c')

/** Reads the body of the message. `offered` are the extensions of our hello. */
export function readServerHello(body: ByteReader, offered: ReadonlySet<number>): ServerHello {
  const legacyVersion = body.u16()
  const random = body.take(32)
  const sessionId = body.vector8().rest()
  const cipherSuite = body.u16()
  const compression = body.u8()
  // A retry request brings a cookie that nobody asked for.
  const allowed = new Set([...offered, extensionType.cookie])
  const extensions = body.remaining === 0 ? new Map() : readExtensions(body.vector16(), allowed)
  body.finish()
  if (sessionId.length > 32) throw new TlsError('tls.malformed', 'a session id of more than 32 bytes')

  const version = settledVersion(legacyVersion, extensions)
  const isRetryRequest = version === tls13 && equalBytes(random, retryRandom)
  if (extensions.has(extensionType.cookie) && !isRetryRequest)
    throw new TlsError('tls.extension-not-offered', 'a cookie outside of a HelloRetryRequest')
  return { version, random, sessionId, cipherSuite, compression, extensions, isRetryRequest }
}

/** RFC 8446 section 4.2.1: the extension settles TLS 1.3 alone, beside the legacy version of 1.2. */
function settledVersion(legacyVersion: number, extensions: Extensions): number {
  const content = extensions.get(extensionType.supportedVersions)
  if (!content) return legacyVersion
  const version = content.u16()
  content.finish()
  if (version < tls13 || legacyVersion !== tls12)
    throw new TlsError('tls.version-not-offered', 'supported_versions settles a version older than TLS 1.3')
  return version
}
