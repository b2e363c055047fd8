import type { ByteReader } from '../../bytes/index.ts'
import { TlsError } from '../error.ts'

/** The extensions of a message by their type. */
export type Extensions = ReadonlyMap<number, ByteReader>

/**
 * Reads a list of extensions, a server's answer to ours: each type once, and none that is not in `allowed`
 * (RFC 8446 section 4.2).
 */
export function readExtensions(list: ByteReader, allowed?: ReadonlySet<number>): Extensions {
  const extensions = new Map<number, ByteReader>()
  while (list.remaining > 0) {
    const type = list.u16()
    const content = list.vector16()
    if (extensions.has(type)) throw new TlsError('tls.malformed', `the extension ${type} comes twice`)
    if (allowed && !allowed.has(type))
      throw new TlsError('tls.extension-not-offered', `the server answers the extension ${type}, not offered`)
    extensions.set(type, content)
  }
  return extensions
}
