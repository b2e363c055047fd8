/**
 * Bytes as text, one character a byte (ISO 8859-1), so that no byte of a header is lost or invented.
 * `TextDecoder` cannot do it: its `latin1` is windows-1252.
 */
export function decodeLatin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

/** The reverse of {@link decodeLatin1}. The text holds no character above U+00FF. */
export function encodeLatin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
