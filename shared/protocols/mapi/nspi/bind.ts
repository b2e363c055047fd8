import { type ContextHandle, type NdrReader, NdrWriter } from '../../rpc/ndr/index.ts'
import { mapiErrorText } from '../error-codes.ts'
import { writeStat } from './stat.ts'

export interface NspiBindAnswer {
  /** The server's own GUID; not all tell it. */
  readonly serverGuid: string | undefined
  /** Null when the call failed. */
  readonly handle: ContextHandle
  readonly code: number
}

/** The stub of NspiBind (MS-OXNSPI section 3.1.4.1.1). */
export function writeNspiBind(): NdrWriter {
  const stub = new NdrWriter().u32(0, 'dwFlags')
  writeStat(stub)
  return stub.pointer(false, 'pServerGuid')
}

/** The answer to NspiBind. Throws what the stub's reader throws. */
export function readNspiBind(stub: NdrReader): NspiBindAnswer {
  const serverGuid = stub.pointer('pServerGuid') ? stub.guid('pServerGuid') : undefined
  const handle = stub.contextHandle('contextHandle')
  const code = stub.u32((value) => `return value: ${mapiErrorText(value)}`)
  stub.finish()
  return { serverGuid, handle, code }
}

/** The stub of NspiUnbind (section 3.1.4.1.2). */
export function writeNspiUnbind(handle: ContextHandle): NdrWriter {
  return new NdrWriter().contextHandle(handle, 'contextHandle').u32(0, 'Reserved')
}

/** The answer to NspiUnbind: the return value, UNBIND_SUCCESS when all is well. */
export function readNspiUnbind(stub: NdrReader): number {
  stub.contextHandle('contextHandle')
  const code = stub.u32('return value')
  stub.finish()
  return code
}
