import { type ContextHandle, type NdrReader, NdrWriter } from '../../rpc/ndr/index.ts'
import { mapiErrorText } from '../error-codes.ts'

/** The stub of EcDoDisconnect (MS-OXCRPC section 3.1.4.3), which ends a session. */
export function writeDisconnect(handle: ContextHandle): NdrWriter {
  return new NdrWriter().contextHandle(handle, 'pcxh')
}

/** The answer to EcDoDisconnect: the return value. Throws what the stub's reader throws. */
export function readDisconnect(stub: NdrReader): number {
  stub.contextHandle('pcxh')
  return readReturnValue(stub)
}

/** The stub of EcDummyRpc (section 3.1.4.5), which does nothing: it has no parameters. */
export function writeDummyRpc(): NdrWriter {
  return new NdrWriter()
}

/** The answer to EcDummyRpc: the return value. Throws what the stub's reader throws. */
export function readDummyRpc(stub: NdrReader): number {
  return readReturnValue(stub)
}

function readReturnValue(stub: NdrReader): number {
  const code = stub.u32((value) => `return value: ${mapiErrorText(value)}`)
  stub.finish()
  return code
}
