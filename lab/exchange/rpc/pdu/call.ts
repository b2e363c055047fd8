import { OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'
import { PDU_TYPE, type PduHeader, PFC, writeHeader } from './header.ts'

/** A fragment of a request (C706 section 12.6.4.9). */
export interface Request {
  readonly contextId: number
  readonly opnum: number
  /** Where the stub begins in the body. */
  readonly stubAt: number
}

/** Octets of a response before its stub, with the header. */
export const RESPONSE_HEAD = 24

/** MS-RPCE section 2.2.2.12, C706 appendix E. */
export const FAULT = {
  ACCESS_DENIED: 0x00000005,
  SERVER_TOO_BUSY: 0x000006bb,
  BAD_STUB_DATA: 0x000006f7,
  SEC_PKG_ERROR: 0x00000721,
  OP_RANGE: 0x1c010002,
  UNKNOWN_INTERFACE: 0x1c010003,
  PROTOCOL: 0x1c01000b,
  CONTEXT_MISMATCH: 0x1c00001a,
  INVALID_CONTEXT_ID: 0x1c00001c,
  UNSUPPORTED_LEVEL: 0x1c00001d,
} as const

/** A call that ends with a fault. */
export class RpcFault extends Error {
  readonly status: number

  constructor(status: number) {
    super(`RPC fault 0x${status.toString(16)}`)
    this.status = status
  }
}

export function readRequest(body: Buffer, { flags }: Pick<PduHeader, 'flags'>): Request {
  const from = new OctetReader(body)
  // alloc_hint: what a client thinks is of no use.
  from.u32()
  const [contextId, opnum] = [from.u16(), from.u16()]
  if ((flags & PFC.OBJECT) !== 0) from.octets(16)
  return { contextId, opnum, stubAt: from.at }
}

/** What stands before the stub of a response (C706 section 12.6.4.10). */
export function responseHead(hint: number, contextId: number): Buffer {
  return new OctetWriter().u32(hint).u16(contextId).u16(0).toBuffer()
}

/** A fault (C706 section 12.6.4.7): the call was not executed. */
export function writeFault(callId: number, contextId: number, status: number): Buffer {
  const body = new OctetWriter().u32(32).u16(contextId).u16(0).u32(status).u32(0).toBuffer()
  const flags = PFC.FIRST | PFC.LAST | PFC.DID_NOT_EXECUTE
  return writeHeader({ type: PDU_TYPE.FAULT, flags, callId }, body)
}
