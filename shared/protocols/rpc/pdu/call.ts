import type { ByteReader, ByteWriter } from '../../bytes/index.ts'
import { describeRpcStatus } from '../codes/status.ts'
import { type AuthToWrite, writePdu } from './framed.ts'
import { PDU_TYPE, type PduHeader, PFC } from './header.ts'

/** A request, or one fragment of it. */
export interface Request {
  readonly contextId: number
  readonly opnum: number
  /** Bytes of the whole stub, as far as the sender knows. Advisory. */
  readonly allocHint: number
  /** When it is read: with the padding of the security information, and sealed where it is. */
  readonly stub: Uint8Array
}

/** A response, or one fragment of it; `stub` as in {@link Request}. */
export interface Response {
  readonly contextId: number
  readonly cancelCount: number
  readonly allocHint: number
  readonly stub: Uint8Array
}

export interface Fault {
  readonly contextId: number
  readonly allocHint: number
  readonly cancelCount: number
  /** See `rpcStatusName`. */
  readonly status: number
  /** Whether extended error information stands in it. */
  readonly extended: boolean
}

/** Bytes in front of the stub of a request or a response. */
export const STUB_AT = 24

export const WHOLE = PFC.firstFragment | PFC.lastFragment

/** C706 section 12.6.4.9. */
export function encodeRequest(
  request: Request & { readonly callId: number; readonly flags?: number },
  auth?: AuthToWrite,
): ByteWriter {
  const { callId, flags = WHOLE } = request
  const body = (writer: ByteWriter) =>
    writer
      .u32(request.allocHint, 'alloc_hint')
      .u16(request.contextId, 'p_cont_id')
      .u16(request.opnum, 'opnum')
      .raw(request.stub, 'stub')
  return writePdu({ type: PDU_TYPE.request, flags, callId }, body, auth)
}

export function readRequest(reader: ByteReader, { flags }: PduHeader): Request {
  const allocHint = reader.u32('alloc_hint')
  const contextId = reader.u16('p_cont_id')
  const opnum = reader.u16('opnum')
  if ((flags & PFC.objectUuid) !== 0) reader.skip(16, 'object')
  return { allocHint, contextId, opnum, stub: reader.rest('stub') }
}

/** C706 section 12.6.4.10. */
export function encodeResponse(
  response: Response & { readonly callId: number; readonly flags?: number },
  auth?: AuthToWrite,
): ByteWriter {
  const { callId, flags = WHOLE } = response
  const body = (writer: ByteWriter) =>
    writer
      .u32(response.allocHint, 'alloc_hint')
      .u16(response.contextId, 'p_cont_id')
      .u8(response.cancelCount, 'cancel_count')
      .u8(0, 'reserved')
      .raw(response.stub, 'stub')
  return writePdu({ type: PDU_TYPE.response, flags, callId }, body, auth)
}

export function readResponse(reader: ByteReader): Response {
  const allocHint = reader.u32('alloc_hint')
  const contextId = reader.u16('p_cont_id')
  const cancelCount = reader.u8('cancel_count')
  reader.skip(1, 'reserved')
  return { allocHint, contextId, cancelCount, stub: reader.rest('stub') }
}

/** C706 section 12.6.4.7, MS-RPCE section 2.2.2.8. */
export function encodeFault(fault: Fault & { readonly callId: number; readonly flags?: number }): ByteWriter {
  const { callId, flags = WHOLE } = fault
  return writePdu({ type: PDU_TYPE.fault, flags, callId }, (writer) =>
    writer
      .u32(fault.allocHint, 'alloc_hint')
      .u16(fault.contextId, 'p_cont_id')
      .u8(fault.cancelCount, 'cancel_count')
      .u8(fault.extended ? 1 : 0, 'reserved, extended error information')
      .u32(fault.status, `status: ${describeRpcStatus(fault.status)}`)
      .u32(0, 'reserved'),
  )
}

/** Where what a fault carries beside its status begins: all before it is never encrypted (C706 section 12.6.4.7). */
export const FAULT_STUB_AT = 32

/** What stands behind the status is passed over: extended error information, padding. */
export function readFault(reader: ByteReader): Fault {
  const allocHint = reader.u32('alloc_hint')
  const contextId = reader.u16('p_cont_id')
  const cancelCount = reader.u8('cancel_count')
  const extended = (reader.u8('reserved, extended error information') & 1) !== 0
  const status = reader.u32((value) => `status: ${describeRpcStatus(value)}`)
  reader.rest('reserved')
  return { allocHint, contextId, cancelCount, status, extended }
}
