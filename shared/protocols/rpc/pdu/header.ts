import type { ByteReader, ByteWriter } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'

/** Bytes of the header that every PDU starts with (C706 section 12.6.3.1). */
export const HEADER_LENGTH = 16

/** C706 section 12.6.4.1; `rts` is MS-RPCH's, `auth3` MS-RPCE's. */
export const PDU_TYPE = {
  request: 0x00,
  response: 0x02,
  fault: 0x03,
  bind: 0x0b,
  bindAck: 0x0c,
  bindNak: 0x0d,
  alterContext: 0x0e,
  alterContextResponse: 0x0f,
  auth3: 0x10,
  shutdown: 0x11,
  cancel: 0x12,
  orphaned: 0x13,
  rts: 0x14,
} as const

const TYPE_NAMES: { readonly [type: number]: string } = {
  [PDU_TYPE.request]: 'request',
  [PDU_TYPE.response]: 'response',
  [PDU_TYPE.fault]: 'fault',
  [PDU_TYPE.bind]: 'bind',
  [PDU_TYPE.bindAck]: 'bind_ack',
  [PDU_TYPE.bindNak]: 'bind_nak',
  [PDU_TYPE.alterContext]: 'alter_context',
  [PDU_TYPE.alterContextResponse]: 'alter_context_resp',
  [PDU_TYPE.auth3]: 'rpc_auth_3',
  [PDU_TYPE.shutdown]: 'shutdown',
  [PDU_TYPE.cancel]: 'co_cancel',
  [PDU_TYPE.orphaned]: 'orphaned',
  [PDU_TYPE.rts]: 'RTS',
}

export function pduTypeName(type: number): string {
  return TYPE_NAMES[type] ?? `PDU of type 0x${type.toString(16)}`
}

/** Bits of `pfc_flags` (C706 section 12.6.3.1, MS-RPCE section 2.2.2.3). */
export const PFC = {
  firstFragment: 0x01,
  lastFragment: 0x02,
  /** In bind, alter_context and their answers; a pending cancel elsewhere. */
  supportHeaderSign: 0x04,
  concurrentMultiplexing: 0x10,
  didNotExecute: 0x20,
  maybe: 0x40,
  objectUuid: 0x80,
} as const

const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [PFC.firstFragment, 'first'],
  [PFC.lastFragment, 'last'],
  [PFC.supportHeaderSign, 'header signing or cancel'],
  [PFC.concurrentMultiplexing, 'concurrent multiplexing'],
  [PFC.didNotExecute, 'did not execute'],
  [PFC.maybe, 'maybe'],
  [PFC.objectUuid, 'object UUID'],
]

export interface PduHeader {
  readonly type: number
  readonly flags: number
  /** Bytes of the whole fragment. */
  readonly fragmentLength: number
  /** Bytes of `auth_value`, its trailer not counted. */
  readonly authLength: number
  readonly callId: number
}

/**
 * Reads the header (C706 section 12.6.3.1). Throws `rpc.version` for another version than 5.0, `rpc.data-representation` for
 * integers that are not little-endian, characters that are not ASCII or floating point that is not IEEE,
 * `rpc.fragment-length` for a fragment that is shorter than its header, and `rpc.truncated`.
 */
export function readHeader(reader: ByteReader): PduHeader {
  const [major, minor] = [reader.u8('rpc_vers'), reader.u8('rpc_vers_minor')]
  if (major !== 5 || minor > 1)
    throw new ProtocolError('rpc.version', `expected a PDU of RPC version 5, got ${major}.${minor}`)
  const type = reader.u8((value) => `PTYPE: ${pduTypeName(value)}`)
  const flags = reader.u8((value) => `pfc_flags: ${flagNames(value)}`)
  const [integers, floats] = [reader.u8('drep: integers, characters'), reader.u8('drep: floating point')]
  reader.skip(2, 'drep: reserved')
  if (integers !== 0x10 || floats !== 0)
    throw new ProtocolError(
      'rpc.data-representation',
      'expected little-endian integers, ASCII and IEEE floating point',
    )
  const fragmentLength = reader.u16('frag_length')
  const authLength = reader.u16('auth_length')
  const callId = reader.u32('call_id')
  if (fragmentLength < HEADER_LENGTH)
    throw new ProtocolError(
      'rpc.fragment-length',
      `a fragment of ${fragmentLength} bytes has no room for its header`,
    )
  return { type, flags, fragmentLength, authLength, callId }
}

export function writeHeader(writer: ByteWriter, header: PduHeader): void {
  writer
    .u8(5, 'rpc_vers')
    .u8(0, 'rpc_vers_minor')
    .u8(header.type, `PTYPE: ${pduTypeName(header.type)}`)
    .u8(header.flags, `pfc_flags: ${flagNames(header.flags)}`)
    .raw(Uint8Array.of(0x10, 0, 0, 0), 'drep: little-endian, ASCII, IEEE')
    .u16(header.fragmentLength, 'frag_length')
    .u16(header.authLength, 'auth_length')
    .u32(header.callId, 'call_id')
}

function flagNames(flags: number): string {
  const names = FLAG_NAMES.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name)
  return names.length === 0 ? 'none' : names.join(', ')
}
