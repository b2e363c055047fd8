import { ByteWriter } from '../../bytes/index.ts'
import { type ContextHandle, type NdrReader, NdrWriter } from '../../rpc/ndr/index.ts'
import { mapiErrorText } from '../error-codes.ts'
import { LONGEST_AUXILIARY, LONGEST_ROPS, OFFERED_FOR_ROPS } from './interface.ts'

/** pulFlags: the answer is neither compressed nor obscured, which saves both sides the trouble. */
const NO_COMPRESSION = 0x1
const NO_XOR_MAGIC = 0x2

export interface RpcExt2Answer {
  readonly handle: ContextHandle
  /** A ROP output buffer, for `readRops`; empty when the call failed. */
  readonly rops: Uint8Array
  readonly auxiliary: Uint8Array
  /** The return value; 0 for success of the call, which says nothing about its ROPs. */
  readonly code: number
}

/**
 * The stub of EcDoRpcExt2 (MS-OXCRPC section 3.1.4.2). `rops` writes a ROP input buffer with its header; `offered` bytes at
 * most come back.
 */
export function writeRpcExt2(
  handle: ContextHandle,
  rops: (writer: ByteWriter) => void,
  offered = OFFERED_FOR_ROPS,
): NdrWriter {
  const buffer = new ByteWriter('little')
  rops(buffer)
  return new NdrWriter()
    .contextHandle(handle, 'pcxh')
    .u32(NO_COMPRESSION | NO_XOR_MAGIC, 'pulFlags: NoCompression, NoXorMagic')
    .conformantBytes(buffer.bytes(), 'rgbIn')
    .u32(buffer.length, 'cbIn')
    .u32(offered, 'pcbOut')
    .conformantBytes(new Uint8Array(), 'rgbAuxIn')
    .u32(0, 'cbAuxIn')
    .u32(LONGEST_AUXILIARY, 'pcbAuxOut')
}

/** The answer to EcDoRpcExt2. Throws what the stub's reader throws. */
export function readRpcExt2(stub: NdrReader): RpcExt2Answer {
  const handle = stub.contextHandle('pcxh')
  stub.u32('pulFlags')
  const rops = stub.conformantVaryingBytes(LONGEST_ROPS, 'rgbOut')
  stub.u32('pcbOut')
  const auxiliary = stub.conformantVaryingBytes(LONGEST_AUXILIARY, 'rgbAuxOut')
  stub.u32('pcbAuxOut')
  stub.u32('pulTransTime, in milliseconds')
  const code = stub.u32((value) => `return value: ${mapiErrorText(value)}`)
  stub.finish()
  return { handle, rops, auxiliary, code }
}
