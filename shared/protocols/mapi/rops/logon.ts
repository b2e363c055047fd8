import { type ByteReader, type ByteWriter, guidText } from '../../bytes/index.ts'
import { mapiErrorText } from '../error-codes.ts'
import { readText8, text8Length, writeText8 } from '../text.ts'
import { ROP_ID } from './rop-ids.ts'

/** LogonFlags and OpenFlags (MS-OXCROPS section 2.2.3.1.1, MS-OXCSTOR section 2.2.1.1.1). */
const PRIVATE = 0x01
const OPEN_FLAGS = {
  HOME_LOGON: 0x00000004,
  NO_MAIL: 0x00000400,
  USE_PER_MDB_REPLID_MAPPING: 0x01000000,
} as const
const WRONG_SERVER = 0x478
const FOLDER_IDS = 13

/** What OpenFlags a logon to one's own mailbox has: without the last one 2010 and later refuse it. */
export const PRIVATE_OPEN_FLAGS =
  OPEN_FLAGS.HOME_LOGON | OPEN_FLAGS.NO_MAIL | OPEN_FLAGS.USE_PER_MDB_REPLID_MAPPING

/** What came of RopLogon. */
export type LogonResult =
  | {
      readonly kind: 'logged-on'
      readonly mailboxGuid: string
      /** OwnerRight: the mailbox is the caller's own. */
      readonly owner: boolean
      /** Out of office is on. */
      readonly outOfOffice: boolean
    }
  | { readonly kind: 'public' }
  /** The mailbox is elsewhere; the legacy distinguished name of its server. */
  | { readonly kind: 'redirected'; readonly server: string }
  | { readonly kind: 'refused'; readonly code: number }

/** RopLogon to a private mailbox (MS-OXCROPS section 2.2.3.1.1). `dn`: the mailbox's legacy distinguished name. */
export function writeLogon(
  writer: ByteWriter,
  { dn, openFlags = PRIVATE_OPEN_FLAGS }: { dn: string; openFlags?: number },
): void {
  writer
    .u8(ROP_ID.logon, 'RopId: RopLogon')
    .u8(0, 'LogonId')
    .u8(0, 'OutputHandleIndex')
    .u8(PRIVATE, 'LogonFlags: Private')
    .u32(openFlags, `OpenFlags: ${openFlagNames(openFlags)}`)
    .u32(0, 'StoreState')
    .u16(text8Length(dn), 'EssdnSize')
  writeText8(writer, dn, 'Essdn')
}

/** What follows the RopId of a RopLogon response (MS-OXCROPS sections 2.2.3.1.2 to 2.2.3.1.4). */
export function readLogon(reader: ByteReader): LogonResult {
  reader.u8('OutputHandleIndex')
  const code = reader.u32((value) => `ReturnValue: ${mapiErrorText(value)}`)
  if (code === WRONG_SERVER) {
    reader.u8('LogonFlags')
    const name = reader.nested(reader.u8('ServerNameSize'))
    const server = readText8(name, 'ServerName')
    name.finish()
    return { kind: 'redirected', server }
  }
  if (code !== 0) return { kind: 'refused', code }
  const flags = reader.u8('LogonFlags')
  reader.take(FOLDER_IDS * 8, 'FolderIds')
  return (flags & PRIVATE) === 0 ? readPublic(reader) : readPrivate(reader)
}

function readPrivate(reader: ByteReader): LogonResult {
  const flags = reader.u8('ResponseFlags')
  const mailboxGuid = guidText(reader.take(16, (bytes) => `MailboxGuid: ${guidText(bytes)}`))
  reader.u16('ReplId')
  reader.take(16, (bytes) => `ReplGuid: ${guidText(bytes)}`)
  reader.take(8, 'LogonTime: second, minute, hour, day of week, day, month, year')
  reader.u64('GwartTime')
  reader.u32('StoreState')
  return { kind: 'logged-on', mailboxGuid, owner: (flags & 0x02) !== 0, outOfOffice: (flags & 0x10) !== 0 }
}

function readPublic(reader: ByteReader): LogonResult {
  reader.u16('ReplId')
  reader.take(16, (bytes) => `ReplGuid: ${guidText(bytes)}`)
  reader.take(16, (bytes) => `PerUserGuid: ${guidText(bytes)}`)
  return { kind: 'public' }
}

function openFlagNames(flags: number): string {
  const names = Object.entries(OPEN_FLAGS).filter(([, flag]) => (flags & flag) !== 0)
  return names.map(([name]) => name).join(', ')
}
