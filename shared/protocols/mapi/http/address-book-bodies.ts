import { type ByteReader, ByteWriter, guidText } from '../../bytes/index.ts'
import { UNBIND_SUCCESS } from '../nspi/interface.ts'
import { MOST_ROWS, type PropertyRow, type ResolvedNames } from '../nspi/properties.ts'
import { ASKED } from '../nspi/resolve-names.ts'
import { UNICODE_STRINGS } from '../nspi/special-table.ts'
import { writeStat } from '../nspi/stat.ts'
import { readText16, writeText16 } from '../text.ts'
import { readColumns, readCount, readRow, readValueList } from './address-book-values.ts'
import { type BodyStatus, readBody, writeNoAuxiliary } from './body.ts'

/** The byte before what may be left out. */
const PRESENT = 0xff
const ABSENT = 0x00
const MOST_NAMES = 100

/** The body of Bind (MS-OXCMAPIHTTP section 2.2.5.1.1). */
export function writeBind(): ByteWriter {
  const writer = new ByteWriter('little').u32(0, 'Flags').u8(PRESENT, 'HasState')
  writeStat(writer)
  writeNoAuxiliary(writer)
  return writer
}

/** The answer to Bind (sections 2.2.5.1.2 and 2.2.5.1.3). Throws as {@link readBody} does. */
export function readBind(reader: ByteReader): BodyStatus & { readonly serverGuid?: string } {
  const { content, statusCode, errorCode } = readBody(reader, () =>
    guidText(reader.take(16, (bytes) => `ServerGuid: ${guidText(bytes)}`)),
  )
  return { statusCode, errorCode, ...(content && { serverGuid: content }) }
}

/** The body of Unbind (section 2.2.5.2.1). */
export function writeUnbind(): ByteWriter {
  const writer = new ByteWriter('little').u32(0, 'Reserved')
  writeNoAuxiliary(writer)
  return writer
}

/** The answer to Unbind (section 2.2.5.2.2): `errorCode` is UNBIND_SUCCESS when all is well. Throws as {@link readBody} does. */
export function readUnbind(reader: ByteReader): BodyStatus {
  const { statusCode, errorCode } = readBody(
    reader,
    () => undefined,
    (code) => code === UNBIND_SUCCESS,
  )
  return { statusCode, errorCode }
}

/** The body of GetSpecialTable (section 2.2.5.8.1): which address lists are there? */
export function writeGetSpecialTable(): ByteWriter {
  const writer = new ByteWriter('little')
    .u32(UNICODE_STRINGS, 'Flags: NspiUnicodeStrings')
    .u8(ABSENT, 'HasState')
    .u8(ABSENT, 'HasVersion')
  writeNoAuxiliary(writer)
  return writer
}

/** The answer to GetSpecialTable (section 2.2.5.8.2). Throws as {@link readBody} and the values do. */
export function readGetSpecialTable(
  reader: ByteReader,
): BodyStatus & { readonly rows: readonly PropertyRow[] } {
  const { content, statusCode, errorCode } = readBody(reader, () => {
    reader.u32('CodePage')
    if (reader.u8('HasVersion') !== ABSENT) reader.u32('Version')
    if (reader.u8('HasRows') === ABSENT) return []
    const count = readCount(reader, MOST_ROWS, 'RowsCount')
    return Array.from({ length: count }, () => readValueList(reader))
  })
  return { statusCode, errorCode, rows: content ?? [] }
}

/** The body of ResolveNames (section 2.2.5.14.1): Outlook's *Check Name*. Throws `mapi.text`. */
export function writeResolveNamesBody(names: readonly string[]): ByteWriter {
  const writer = new ByteWriter('little').u32(0, 'Reserved').u8(PRESENT, 'HasState')
  writeStat(writer)
  writer.u8(PRESENT, 'HasPropertyTags').u32(ASKED.length, 'PropertyTagCount')
  for (const tag of ASKED) writer.u32(tag, 'PropertyTag')
  writer.u8(PRESENT, 'HasNames').u32(names.length, 'NameCount')
  for (const name of names) writeText16(writer, name, 'Name')
  writeNoAuxiliary(writer)
  return writer
}

/** The answer to ResolveNames (section 2.2.5.14.2). Throws as {@link readBody} and the values do. */
export function readResolveNamesBody(reader: ByteReader): BodyStatus & ResolvedNames {
  const { content, statusCode, errorCode } = readBody(reader, () => {
    reader.u32('CodePage')
    const minimalIds = reader.u8('HasMinimalIds') === ABSENT ? [] : readMinimalIds(reader)
    const rows = reader.u8('HasRowsAndCols') === ABSENT ? [] : readRows(reader)
    return { minimalIds, rows }
  })
  return { statusCode, errorCode, ...(content ?? { minimalIds: [], rows: [] }) }
}

function readMinimalIds(reader: ByteReader): number[] {
  const count = readCount(reader, MOST_NAMES, 'MinimalIdCount')
  return Array.from({ length: count }, () => reader.u32('MinimalId'))
}

function readRows(reader: ByteReader): PropertyRow[] {
  const columns = readColumns(reader)
  const count = readCount(reader, MOST_NAMES, 'RowCount')
  return Array.from({ length: count }, () => readRow(reader, columns))
}

/** The body of GetMailboxUrl (section 2.2.5.18.1). `serverDn`: the legacy distinguished name of the mailbox's server. */
export function writeGetMailboxUrl(serverDn: string): ByteWriter {
  const writer = new ByteWriter('little').u32(0, 'Flags')
  writeText16(writer, serverDn, 'ServerDn')
  writeNoAuxiliary(writer)
  return writer
}

/** The answer to GetMailboxUrl (section 2.2.5.18.2): where the mailbox is reached. Throws as {@link readBody} does. */
export function readGetMailboxUrl(reader: ByteReader): BodyStatus & { readonly url?: string } {
  const { content, statusCode, errorCode } = readBody(reader, () => readText16(reader, 'ServerUrl'))
  return { statusCode, errorCode, ...(content !== undefined && { url: content }) }
}
