import { ProtocolError } from '../protocol-error.ts'

/** Lower-case, two digits a byte, nothing between. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The reverse of {@link toHex}; blanks are passed over. Throws `bytes.hex` on anything else. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/\s+/g, '')
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits))
    throw new ProtocolError('bytes.hex', 'expected pairs of hexadecimal digits')
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
