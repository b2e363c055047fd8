import type { ByteReader, ByteWriter } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { BIND_RESULT, bindReasonName, bindRejectionName, bindResultName } from '../codes/bind.ts'
import { type AuthToWrite, writePdu } from './framed.ts'
import { PDU_TYPE, PFC } from './header.ts'
import { readSyntax, type SyntaxId, writeSyntax } from './syntax.ts'

/** What became of one presentation context. */
export interface ContextResult {
  /** See `BIND_RESULT`. */
  readonly result: number
  /** With `negotiateAck` the accepted features (MS-RPCE section 3.3.1.5.3), else why. */
  readonly reason: number
  /** All zero where it was not accepted. */
  readonly transferSyntax: SyntaxId
}

export interface BindAck {
  /** The longest fragment that the server sends, and that it takes. */
  readonly maxTransmit: number
  readonly maxReceive: number
  readonly associationGroup: number
  /** The server's endpoint: a port's number as text, or nothing. */
  readonly secondaryAddress: string
  readonly results: readonly ContextResult[]
}

const WHOLE = PFC.firstFragment | PFC.lastFragment

/** A bind_ack, or an alter_context_resp, which has the same form (C706 section 12.6.4.4). */
export function encodeBindAck(
  ack: BindAck & {
    readonly callId: number
    readonly type?: 'bindAck' | 'alterContextResponse'
    readonly flags?: number
  },
  auth?: AuthToWrite,
): ByteWriter {
  const { callId, type = 'bindAck', flags = WHOLE } = ack
  return writePdu({ type: PDU_TYPE[type], flags, callId }, (writer) => writeAck(writer, ack), auth)
}

function writeAck(writer: ByteWriter, ack: BindAck): void {
  const start = writer.length
  const { secondaryAddress: address } = ack
  const length = address === '' ? 0 : address.length + 1
  writer
    .u16(ack.maxTransmit, 'max_xmit_frag')
    .u16(ack.maxReceive, 'max_recv_frag')
    .u32(ack.associationGroup, 'assoc_group_id')
    .u16(length, 'sec_addr: length')
    .raw(new TextEncoder().encode(length === 0 ? '' : `${address}\0`), 'sec_addr')
  const gap = -(writer.length - start) & 3
  if (gap > 0) writer.raw(new Uint8Array(gap), 'alignment')
  writer.u8(ack.results.length, 'n_results').raw(new Uint8Array(3), 'reserved')
  for (const { result, reason, transferSyntax } of ack.results) {
    writer.u16(result, `result: ${bindResultName(result)}`).u16(reason, describeReason(result, reason))
    writeSyntax(writer, transferSyntax, 'transfer_syntax')
  }
}

/** Throws `rpc.truncated`, and `rpc.secondary-address` for one without its terminator. */
export function readBindAck(reader: ByteReader): BindAck {
  const maxTransmit = reader.u16('max_xmit_frag')
  const maxReceive = reader.u16('max_recv_frag')
  const associationGroup = reader.u32('assoc_group_id')
  const secondaryAddress = readAddress(reader)
  // Counted from the body's start, which is a multiple of four itself.
  reader.skip(-reader.position & 3, 'alignment')
  const count = reader.u8('n_results')
  reader.skip(3, 'reserved')
  const results = Array.from({ length: count }, () => readResult(reader))
  return { maxTransmit, maxReceive, associationGroup, secondaryAddress, results }
}

function readAddress(reader: ByteReader): string {
  const bytes = reader.take(reader.u16('sec_addr: length'), 'sec_addr')
  if (bytes.length === 0) return ''
  if (bytes.at(-1) !== 0)
    throw new ProtocolError('rpc.secondary-address', "the server's endpoint does not end where it should")
  return String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)).subarray(0, 256))
}

function readResult(reader: ByteReader): ContextResult {
  const result = reader.u16((value) => `result: ${bindResultName(value)}`)
  const reason = reader.u16((value) => describeReason(result, value))
  return { result, reason, transferSyntax: readSyntax(reader, 'transfer_syntax') }
}

function describeReason(result: number, reason: number): string {
  if (result === BIND_RESULT.negotiateAck) return `accepted features: 0x${reason.toString(16)}`
  return `reason: ${result === BIND_RESULT.acceptance ? reason : bindReasonName(reason)}`
}

export interface BindNak {
  readonly reason: number
  /** The versions of the protocol that the server speaks. */
  readonly versions: readonly { readonly major: number; readonly minor: number }[]
}

/** C706 section 12.6.4.5. */
export function encodeBindNak({ reason, versions, callId }: BindNak & { callId: number }): ByteWriter {
  return writePdu({ type: PDU_TYPE.bindNak, flags: WHOLE, callId }, (writer) => {
    writer.u16(reason, `reject_reason: ${bindRejectionName(reason)}`).u8(versions.length, 'n_protocols')
    for (const { major, minor } of versions) writer.u8(major, 'major').u8(minor, 'minor')
  })
}

/** What stands behind the reason is of no use, and left out by some servers. */
export function readBindNak(reader: ByteReader): BindNak {
  const reason = reader.u16((value) => `reject_reason: ${bindRejectionName(value)}`)
  const count = reader.remaining === 0 ? 0 : reader.u8('n_protocols')
  const known = Math.min(count, reader.remaining >> 1)
  const versions = Array.from({ length: known }, () => ({
    major: reader.u8('major'),
    minor: reader.u8('minor'),
  }))
  reader.rest('pad')
  return { reason, versions }
}
