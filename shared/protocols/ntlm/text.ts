import { ProtocolError } from '../protocol-error.ts'

/** UTF-16LE without a terminator, every code unit as it stands. */
export function utf16(text: string): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(2 * text.length))
  for (let index = 0; index < text.length; index += 1) view.setUint16(2 * index, text.charCodeAt(index), true)
  return new Uint8Array(view.buffer)
}

/** The reverse of {@link utf16}; surrogates without their other half become U+FFFD. Throws `ntlm.odd-length`. */
export function fromUtf16(bytes: Uint8Array, what: string): string {
  if (bytes.length % 2 === 1)
    throw new ProtocolError('ntlm.odd-length', `${what} has ${bytes.length} bytes, UTF-16 has an even number`)
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes)
}

/**
 * A user name as Windows upper-cases it for the key (MS-NLMP section 3.3.2): one code unit at a time, so
 * that the length stays (`ß` is kept), and only where the lower-case letter comes back (`ı` and `ſ` are kept).
 */
export function upperCase(text: string): string {
  return Array.from({ length: text.length }, (_, index) => upperCaseUnit(text.charAt(index))).join('')
}

function upperCaseUnit(unit: string): string {
  const upper = unit.toUpperCase()
  const isPair = upper.length === 1 && upper.toLowerCase() === unit
  // The final sigma comes back as the other sigma; Windows maps both to the same capital.
  return isPair || unit === 'ς' ? upper : unit
}
