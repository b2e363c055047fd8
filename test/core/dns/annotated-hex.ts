import { fromHex } from '../../../shared/protocols/bytes/index.ts'

/** Bytes from hexadecimal with a comment behind `;` on any line, so that a message can be read field by field. */
export function bytesOf(text: string): Uint8Array {
  return fromHex(text.replace(/;.*$/gm, ''))
}
