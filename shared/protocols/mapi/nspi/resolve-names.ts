import { ProtocolError } from '../../protocol-error.ts'
import { type ContextHandle, type NdrReader, NdrWriter } from '../../rpc/ndr/index.ts'
import { mapiErrorText } from '../error-codes.ts'
import { PROPERTY, type ResolvedNames } from './properties.ts'
import { readPropertyRowSet } from './property-rows.ts'
import { writeStat } from './stat.ts'

export interface ResolveNamesAnswer extends ResolvedNames {
  readonly code: number
}

/** What is asked about each name that is found. */
export const ASKED: readonly number[] = [PROPERTY.displayName, PROPERTY.smtpAddress, PROPERTY.objectType]
const MOST_NAMES = 100

/**
 * The stub of NspiResolveNamesW (MS-OXNSPI section 3.1.4.1.17), or of NspiResolveNames (section 3.1.4.1.16) when not `wide`:
 * Outlook's *Check Name*. Throws `ndr.text`.
 */
export function writeResolveNames(
  handle: ContextHandle,
  names: readonly string[],
  { wide = true } = {},
): NdrWriter {
  const stub = new NdrWriter().contextHandle(handle, 'hRpc').u32(0, 'Reserved')
  writeStat(stub)
  stub.pointer(true, 'pPropTags')
  stub.u32(ASKED.length + 1, 'PropertyTagArray_r: max_count').u32(ASKED.length, 'cValues')
  stub.u32(0, 'aulPropTag: offset').u32(ASKED.length, 'aulPropTag: actual_count')
  for (const tag of ASKED) stub.u32(tag, 'aulPropTag')
  stub.u32(names.length, 'paStr: max_count').u32(names.length, 'Count')
  for (const _ of names) stub.pointer(true, 'Strings')
  for (const name of names) {
    if (wide) stub.string16(name, 'Strings')
    else stub.string8(name, 'Strings')
  }
  return stub
}

/** The answer to both. Throws what the stub's reader and {@link readPropertyRowSet} throw, and `mapi.property-count`. */
export function readResolveNames(stub: NdrReader): ResolveNamesAnswer {
  const minimalIds = stub.pointer('ppMIds') ? readTagArray(stub) : []
  const rows = stub.pointer('ppRows') ? readPropertyRowSet(stub) : []
  const code = stub.u32((value) => `return value: ${mapiErrorText(value)}`)
  stub.finish()
  return { minimalIds, rows, code }
}

/** PropertyTagArray_r (section 2.2.1): conformant and varying, its last element of room never used. */
function readTagArray(stub: NdrReader): number[] {
  const room = stub.count(MOST_NAMES + 1, 'PropertyTagArray_r: max_count')
  const values = stub.count(MOST_NAMES, 'cValues')
  const offset = stub.u32('aulPropTag: offset')
  const actual = stub.u32('aulPropTag: actual_count')
  if (offset !== 0 || actual !== values || actual > room)
    throw new ProtocolError(
      'mapi.property-count',
      `${actual} of ${values} identifiers in an array of ${room}`,
    )
  return Array.from({ length: actual }, () => stub.u32('aulPropTag'))
}
