import { ProtocolError } from '../protocol-error.ts'
import { fromHex, toHex } from './hex.ts'

/**
 * The 16 bytes of a GUID as Microsoft's protocols write it: the first three groups little-endian, the rest as it reads
 * (MS-DTYP section 2.3.4.2). Braces around it are passed over. Throws `bytes.guid` for anything else.
 */
export function guidBytes(text: string): Uint8Array<ArrayBuffer> {
  const bare = /^\{(.*)\}$/.exec(text)?.[1] ?? text
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(bare))
    throw new ProtocolError('bytes.guid', 'expected a GUID: 32 hexadecimal digits in five groups')
  return reordered(fromHex(bare.replaceAll('-', '')))
}

/** The reverse of {@link guidBytes}, in lower case without braces. */
export function guidText(bytes: Uint8Array): string {
  if (bytes.length !== 16)
    throw new ProtocolError('bytes.guid', `expected the 16 bytes of a GUID, got ${bytes.length}`)
  return toHex(reordered(bytes)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function reordered(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15], (from) => bytes[from] ?? 0)
}
