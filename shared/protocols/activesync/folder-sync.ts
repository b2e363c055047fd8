import { ByteReader, ByteWriter } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'

/** Global tokens of WBXML (W3C NOTE-wbxml section 7.1). */
const SWITCH_PAGE = 0x00
const END = 0x01
const STR_I = 0x03
const OPAQUE = 0xc3
const UTF_8 = 0x6a
const WITH_CONTENT = 0x40
const WITH_ATTRIBUTES = 0x80
/** FolderHierarchy, and its tags that are used here (MS-ASWBXML section 2.1.2.1.8). */
const FOLDER_HIERARCHY = 7
const TAG = { FolderSync: 0x16, SyncKey: 0x12, Status: 0x0c, Count: 0x17 } as const

/** An answer with a few thousand folders is not read further: its status stands in front. */
const LONGEST_ANSWER = 0x100000
const DEEPEST = 32

/** FolderSync from the beginning (MS-ASCMD section 2.2.1.5), with the synchronisation key 0. */
export function writeFolderSync(): ByteWriter {
  return new ByteWriter()
    .u8(0x03, 'WBXML 1.3')
    .u8(0x01, 'public identifier: unknown')
    .u8(UTF_8, 'charset: UTF-8')
    .u8(0x00, 'string table: none')
    .u8(SWITCH_PAGE, 'SWITCH_PAGE')
    .u8(FOLDER_HIERARCHY, 'FolderHierarchy')
    .u8(TAG.FolderSync | WITH_CONTENT, 'FolderSync')
    .u8(TAG.SyncKey | WITH_CONTENT, 'SyncKey')
    .u8(STR_I, 'STR_I')
    .u8(0x30, '0')
    .u8(0x00, 'end of string')
    .u8(END, 'END of SyncKey')
    .u8(END, 'END of FolderSync')
}

export interface FolderSyncAnswer {
  /** 1 for success; 142 to 144 when the device has to take a policy first (MS-ASCMD section 2.2.2). */
  readonly status: number
  /** Folders that were added, where the answer counts them. */
  readonly folders?: number
}

/**
 * Reads an answer to FolderSync, up to what is of use.
 *
 * Throws `activesync.truncated`, `activesync.not-wbxml`, `activesync.incomplete`.
 */
export function readFolderSync(bytes: Uint8Array): FolderSyncAnswer {
  if (bytes.length > LONGEST_ANSWER) throw bad('it is too long')
  const reader = new ByteReader(bytes, 'activesync')
  const version = reader.u8()
  if (version < 0x01 || version > 0x03) throw bad('it is of another version')
  reader.skip(1)
  const charset = reader.u8()
  // A length of its own, whose first byte tells all of it when it is below 128; nobody sends more.
  const table = reader.u8()
  if (charset !== UTF_8 || table >= 0x80) throw bad('it is not in UTF-8, or has a string table')
  reader.skip(table)
  const texts = readTexts(reader)
  const status = texts.get('Status') ?? ''
  if (!/^\d{1,5}$/.test(status)) throw new ProtocolError('activesync.incomplete', 'the answer has no status')
  const folders = texts.get('Count') ?? ''
  return { status: Number(status), ...(/^\d{1,9}$/.test(folders) && { folders: Number(folders) }) }
}

/** The first text of each element of the hierarchy's page that we know. */
function readTexts(reader: ByteReader): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  const open: (string | undefined)[] = []
  let page = 0
  while (reader.remaining > 0) {
    const token = reader.u8()
    if (token === SWITCH_PAGE) page = reader.u8()
    else if (token === END) {
      open.pop()
      if (open.length === 0) break
    } else if (token === STR_I || token === OPAQUE) {
      const text = token === STR_I ? readString(reader) : readOpaque(reader)
      const name = open.at(-1)
      if (name !== undefined && !texts.has(name)) texts.set(name, text)
    } else {
      if ((token & WITH_ATTRIBUTES) !== 0) throw bad('it has attributes')
      const name = page === FOLDER_HIERARCHY ? nameOf(token & 0x3f) : undefined
      if ((token & WITH_CONTENT) !== 0) open.push(name)
      if (open.length > DEEPEST) throw bad('it is too deep')
    }
  }
  return texts
}

function nameOf(tag: number): string | undefined {
  return Object.entries(TAG).find(([, value]) => value === tag)?.[0]
}

function readString(reader: ByteReader): string {
  const end = reader.bytes.indexOf(0, reader.position)
  const length = end < 0 ? reader.remaining + 1 : end - reader.position
  const text = new TextDecoder().decode(reader.take(length))
  reader.skip(1)
  return text
}

function readOpaque(reader: ByteReader): string {
  const length = reader.u8()
  if (length >= 0x80) throw bad('a piece of it is too long')
  return new TextDecoder().decode(reader.take(length))
}

function bad(why: string): ProtocolError {
  return new ProtocolError('activesync.not-wbxml', `the answer cannot be read: ${why}`)
}
