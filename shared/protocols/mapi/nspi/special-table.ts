import { type ContextHandle, type NdrReader, NdrWriter } from '../../rpc/ndr/index.ts'
import { mapiErrorText } from '../error-codes.ts'
import type { PropertyRow } from './properties.ts'
import { readPropertyRowSet } from './property-rows.ts'
import { writeStat } from './stat.ts'

/** NspiUnicodeStrings (MS-OXNSPI section 2.2.1.12.3). */
export const UNICODE_STRINGS = 0x4

export interface SpecialTableAnswer {
  /** The address lists that the user sees, the global one first. */
  readonly rows: readonly PropertyRow[]
  readonly code: number
}

/** The stub of NspiGetSpecialTable (section 3.1.4.1.3): which address lists are there? */
export function writeSpecialTable(handle: ContextHandle): NdrWriter {
  const stub = new NdrWriter()
    .contextHandle(handle, 'hRpc')
    .u32(UNICODE_STRINGS, 'dwFlags: NspiUnicodeStrings')
  writeStat(stub)
  return stub.u32(0, 'lpVersion')
}

/** The answer to NspiGetSpecialTable. Throws what the stub's reader and {@link readPropertyRowSet} throw. */
export function readSpecialTable(stub: NdrReader): SpecialTableAnswer {
  stub.u32('lpVersion')
  const rows = stub.pointer('ppRows') ? readPropertyRowSet(stub) : []
  const code = stub.u32((value) => `return value: ${mapiErrorText(value)}`)
  stub.finish()
  return { rows, code }
}
