import { ProtocolError } from '../protocol-error.ts'
import type { Bytes } from './der.ts'

/** Bounds what is read: the largest list of roots in use has about 150 certificates in 250 KB. */
const LONGEST_TEXT = 8 * 1024 * 1024
const MOST_BLOCKS = 4096

/**
 * The DER of every `CERTIFICATE` block of a text (RFC 7468), in order. Text between the blocks, and
 * blocks of other kinds (a key that lies in the same file), are passed over.
 *
 * Throws {@link ProtocolError}: `x509.pem` for a block that does not end or is not base64,
 * `x509.too-large` for a text or a number of blocks beyond all reason.
 */
export function parsePem(text: string, label = 'CERTIFICATE'): Bytes[] {
  if (text.length > LONGEST_TEXT) throw new ProtocolError('x509.too-large', 'a PEM text of more than 8 MB')
  const begin = `-----BEGIN ${label}-----`
  const end = `-----END ${label}-----`
  const blocks: Bytes[] = []
  let at = text.indexOf(begin)
  while (at >= 0) {
    const stop = text.indexOf(end, at)
    if (stop < 0) throw new ProtocolError('x509.pem', `a block of kind ${label} that does not end`)
    if (blocks.length === MOST_BLOCKS)
      throw new ProtocolError('x509.too-large', `more than ${MOST_BLOCKS} blocks in one PEM text`)
    blocks.push(decodeBlock(text.slice(at + begin.length, stop)))
    at = text.indexOf(begin, stop + end.length)
  }
  return blocks
}

/** The text of one block (RFC 7468): lines of 64 characters, a line feed at the end. */
export function toPem(der: Uint8Array, label = 'CERTIFICATE'): string {
  let binary = ''
  for (let at = 0; at < der.length; at += 4096) binary += String.fromCharCode(...der.subarray(at, at + 4096))
  const lines = btoa(binary).match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** The bytes of base64 that is known to be well formed. */
export function fromBase64(text: string): Bytes {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes
}

function decodeBlock(text: string): Bytes {
  const compact = text.replace(/[\t\n\v\f\r ]+/g, '')
  try {
    // `atob` forgives what is left out at the end; RFC 7468 does not.
    if (compact.length % 4 === 0) return fromBase64(compact)
  } catch {
    // Characters that base64 does not have.
  }
  throw new ProtocolError('x509.pem', 'a block that is not base64')
}
