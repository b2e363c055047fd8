import type { ByteReader, ByteWriter } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'

/** 8-bit text with a terminator. Distinguished names are ASCII; of Western Europe's code page the common part is taken. */
export function writeText8(writer: ByteWriter, text: string, comment: string): void {
  writer.raw(bytesOf(text), comment).u8(0, `${comment}: terminator`)
}

/** How many bytes {@link writeText8} writes. */
export function text8Length(text: string): number {
  return bytesOf(text).length + 1
}

/** The bytes of 8-bit text, without a terminator. Throws `mapi.text` for what cannot stand in it. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = Array.from(text, (character) => character.charCodeAt(0))
  if (bytes.some((byte) => byte === 0 || byte > 0xff))
    throw new ProtocolError('mapi.text', 'the text holds a character that has no place in an 8-bit string')
  return Uint8Array.from(bytes)
}

/** 8-bit text up to its terminator. Throws `mapi.truncated` when there is none. */
export function readText8(reader: ByteReader, comment: string): string {
  const left = reader.bytes.subarray(reader.position)
  const end = left.indexOf(0)
  const bytes = reader.take(end < 0 ? left.length + 1 : end, (value) => `${comment}: ${text8(value)}`)
  reader.u8(`${comment}: terminator`)
  return text8(bytes)
}

function text8(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes)
}

/** UTF-16LE with a terminator. Throws `mapi.text` for text with one inside. */
export function writeText16(writer: ByteWriter, text: string, comment: string): void {
  if (text.includes('\0')) throw new ProtocolError('mapi.text', 'the text holds a terminator')
  const view = new DataView(new ArrayBuffer(2 * text.length))
  for (let index = 0; index < text.length; index += 1) view.setUint16(2 * index, text.charCodeAt(index), true)
  writer.raw(new Uint8Array(view.buffer), comment).u16(0, `${comment}: terminator`)
}

/** UTF-16LE up to its terminator; half a surrogate pair becomes U+FFFD. Throws `mapi.truncated` when there is none. */
export function readText16(reader: ByteReader, comment: string): string {
  const left = reader.bytes.subarray(reader.position)
  let length = 0
  while (length + 1 < left.length && (left[length] !== 0 || left[length + 1] !== 0)) length += 2
  const bytes = reader.take(length, (value) => `${comment}: ${text16(value)}`)
  reader.u16(`${comment}: terminator`)
  return text16(bytes)
}

function text16(bytes: Uint8Array): string {
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes)
}
