import { BadMessage, type OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'

/** C706 section 12.6.1, MS-RPCE section 2.2.2.1, MS-RPCH section 2.2.3.6. */
export const PDU_TYPE = {
  REQUEST: 0,
  RESPONSE: 2,
  FAULT: 3,
  BIND: 11,
  BIND_ACK: 12,
  BIND_NAK: 13,
  ALTER_CONTEXT: 14,
  ALTER_CONTEXT_RESPONSE: 15,
  AUTH3: 16,
  CO_CANCEL: 18,
  ORPHANED: 19,
  RTS: 20,
} as const

export const PFC = {
  FIRST: 0x01,
  LAST: 0x02,
  /** In the PDUs of a bind. */
  HEADER_SIGNING: 0x04,
  CONCURRENT: 0x10,
  DID_NOT_EXECUTE: 0x20,
  OBJECT: 0x80,
} as const

export const HEADER_LENGTH = 16

/** What every PDU begins with. */
export interface PduHeader {
  readonly type: number
  readonly flags: number
  /** All octets of the PDU. */
  readonly length: number
  /** The octets of the verifier's value at its end. */
  readonly authLength: number
  readonly callId: number
}

/** Throws a `BadMessage` where version, or the representation of data, is another one. */
export function readHeader(from: OctetReader): PduHeader {
  const major = from.u8()
  const minor = from.u8()
  const type = from.u8()
  const flags = from.u8()
  const representation = from.u32()
  if (major !== 5 || minor !== 0) throw new BadMessage(`RPC ${major}.${minor}`)
  if (representation !== 0x10) throw new BadMessage('integers that are not least octet first')
  return { type, flags, length: from.u16(), authLength: from.u16(), callId: from.u32() }
}

/** The PDU of the header and what follows it, `auth` octets of which are a verifier's value. */
export function writeHeader(
  { type, flags, callId }: Pick<PduHeader, 'type' | 'flags' | 'callId'>,
  body: Buffer,
  auth = 0,
): Buffer {
  return new OctetWriter()
    .octets(Buffer.of(5, 0, type, flags, 0x10, 0, 0, 0))
    .u16(HEADER_LENGTH + body.length)
    .u16(auth)
    .u32(callId)
    .octets(body)
    .toBuffer()
}
