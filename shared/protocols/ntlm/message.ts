import { type ByteReader, type ByteWriter, fromHex } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'

/** `NTLMSSP` and a zero byte: every message starts with it (MS-NLMP section 2.2.1). */
const SIGNATURE = fromHex('4e544c4d53535000')

export const MESSAGE_TYPE = { negotiate: 1, challenge: 2, authenticate: 3 } as const

/** No honest message comes near it; a Kerberos-sized ticket would not fit an NTLM message. */
export const LONGEST_MESSAGE = 0x10000

/** VERSION (MS-NLMP section 2.2.2.10): which Windows, for debugging alone. */
export interface NtlmVersion {
  readonly major: number
  readonly minor: number
  readonly build: number
}

/** What the length and offset of a field point at (section 2.2.1.1 and others): bytes of the payload. */
export interface Field {
  readonly length: number
  readonly offset: number
}

/** Whether the bytes start as an NTLM message does, as they may within `Negotiate`. */
export function isNtlmMessage(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte)
}

/** How far into a token a message is looked for: what stands around one is shorter. */
const SEARCHED = 512

/**
 * Which of NTLM's messages a token is, or has in it near its start, behind whatever form; an AUTHENTICATE, which is secret, before
 * all others.
 */
export function messageWithin(token: Uint8Array): 'NEGOTIATE' | 'CHALLENGE' | 'AUTHENTICATE' | undefined {
  const text = String.fromCharCode(...token.subarray(0, SEARCHED))
  const holds = (type: number) => text.includes(`NTLMSSP\0${String.fromCharCode(type)}\0\0\0`)
  if (holds(MESSAGE_TYPE.authenticate)) return 'AUTHENTICATE'
  if (holds(MESSAGE_TYPE.challenge)) return 'CHALLENGE'
  return holds(MESSAGE_TYPE.negotiate) ? 'NEGOTIATE' : undefined
}

/** Reads what all messages start with. Throws `ntlm.signature-missing` and `ntlm.message-type`. */
export function readHead(reader: ByteReader, type: number): void {
  if (reader.bytes.length > LONGEST_MESSAGE)
    throw new ProtocolError('ntlm.too-long', `an NTLM message of ${reader.bytes.length} bytes`)
  if (!isNtlmMessage(reader.bytes))
    throw new ProtocolError('ntlm.signature-missing', 'the message does not start with NTLMSSP')
  reader.skip(SIGNATURE.length)
  const found = reader.u32()
  if (found !== type)
    throw new ProtocolError(
      'ntlm.message-type',
      `expected an NTLM message of type ${type}, got type ${found}`,
    )
}

export function writeHead(writer: ByteWriter, type: number, name: string): void {
  writer.raw(SIGNATURE, 'Signature: NTLMSSP').u32(type, `MessageType: ${name}`)
}

export function readField(reader: ByteReader): Field {
  const length = reader.u16()
  reader.skip(2)
  return { length, offset: reader.u32() }
}

export function writeField(writer: ByteWriter, name: string, { length, offset }: Field): void {
  writer.u16(length, `${name}Len`).u16(length, `${name}MaxLen`).u32(offset, `${name}BufferOffset: ${offset}`)
}

/** The bytes of a field. Throws `ntlm.field-outside` where it leaves the message; an empty one may point anywhere. */
export function fieldBytes(message: Uint8Array, name: string, { length, offset }: Field): Uint8Array {
  if (length === 0) return message.subarray(0, 0)
  if (offset + length > message.length) {
    throw new ProtocolError(
      'ntlm.field-outside',
      `${name} is said to have ${length} bytes at ${offset}, the message has ${message.length}`,
    )
  }
  return message.subarray(offset, offset + length)
}

export function readVersion(reader: ByteReader): NtlmVersion {
  return { major: reader.u8(), minor: reader.u8(), build: reader.u16() }
}

/** Eight bytes, all of them zero when there is no version to tell. */
export function writeVersion(writer: ByteWriter, version: NtlmVersion | undefined): void {
  if (version === undefined) {
    writer.raw(new Uint8Array(8), 'Version: none')
    return
  }
  const { major, minor, build } = version
  writer
    .u8(major, `ProductMajorVersion: ${major}`)
    .u8(minor, `ProductMinorVersion: ${minor}`)
    .u16(build, `ProductBuild: ${build}`)
    .raw(new Uint8Array(3), 'Reserved')
    .u8(0x0f, 'NTLMRevisionCurrent')
}
