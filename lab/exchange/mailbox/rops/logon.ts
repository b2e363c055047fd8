import { guidOf } from '../../autodiscover/mailbox.ts'
import { guidOctets } from '../../wire/guid.ts'
import type { OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'
import type { Directory } from '../directory.ts'
import { LOGON_ERRORS, type LogonFault } from '../mailbox-settings.ts'
import type { MailboxSession } from '../open-session.ts'

/** RopLogon (MS-OXCROPS section 2.2.3.1), after its head. */
export interface Logon {
  readonly flags: number
  readonly openFlags: number
  readonly dn: string
}

const ROP_LOGON = 0xfe
const PRIVATE = 0x01

/** MS-OXCSTOR section 2.2.1.1.1: without it a client could not read the identifiers of a private mailbox. */
const USE_PER_MDB_REPLID_MAPPING = 0x01000000
const INVALID_PARAMETER = 0x80070057
const WRONG_SERVER = 0x00000478

/** Always set; the owner; may send as the mailbox. */
const RESPONSE_FLAGS = 0x01 | 0x02 | 0x04

/** From the root of the mailbox to the shortcuts (MS-OXCSTOR section 2.2.1.1.3). */
const SPECIAL_FOLDERS = 13

export function readLogon(from: OctetReader): Logon {
  const flags = from.u8()
  const openFlags = from.u32()
  from.u32()
  const dn = from.octets(from.u16()).toString('latin1').replace(/\0$/, '')
  return { flags, openFlags, dn }
}

export function answerLogon(
  index: number,
  { flags, openFlags, dn }: Logon,
  { owned: session }: MailboxSession,
  directory: Directory,
  fault: Exclude<LogonFault, 'backoff' | 'buffer-too-small'> | number | undefined,
): { readonly answer: Buffer; readonly isOpen: boolean } {
  const failed = (error: number) => ({
    answer: new OctetWriter().u8(ROP_LOGON).u8(index).u32(error).toBuffer(),
    isOpen: false,
  })
  if (fault === 'other-server') {
    // Where the mailbox went to: as text of one octet a letter, with its length (MS-OXCROPS section 2.2.3.1.4).
    const server = session.mailbox.serverDn.replace(/[^=]+$/, 'EX09')
    const name = new OctetWriter().text(server).toBuffer()
    const redirect = new OctetWriter().u8(ROP_LOGON).u8(index).u32(WRONG_SERVER).u8(flags)
    return { answer: redirect.u8(name.length).octets(name).toBuffer(), isOpen: false }
  }
  if (fault !== undefined) return failed(typeof fault === 'number' ? fault : LOGON_ERRORS[fault])
  // Public folders are none of the lab's business.
  if ((flags & PRIVATE) === 0) return failed(LOGON_ERRORS['login-failure'])
  if ((openFlags & USE_PER_MDB_REPLID_MAPPING) === 0) return failed(INVALID_PARAMETER)
  const owned = directory.withDn(dn)
  if (owned === undefined) return failed(LOGON_ERRORS['unknown-user'])
  if (owned.account !== session.account) return failed(LOGON_ERRORS['login-permission'])

  const answer = new OctetWriter().u8(ROP_LOGON).u8(index).u32(0).u8(flags)
  for (let folder = 1; folder <= SPECIAL_FOLDERS; folder++) {
    // A replica, and a counter of 6 octets whose first is the highest.
    answer.u16(1).octets(Buffer.of(0, 0, 0, 0, 0, folder))
  }
  answer.u8(RESPONSE_FLAGS).octets(guidOctets(owned.mailbox.guid))
  answer.u16(1).octets(guidOctets(guidOf(`replica ${owned.mailbox.guid}`)))
  writeLogonTime(answer, new Date())
  // The server's idea of how old the permissions are, and a state that is no longer used.
  return { answer: answer.zeros(8).u32(0).toBuffer(), isOpen: true }
}

/** Second, minute, hour, day of the week, day, month, year; UTC. */
function writeLogonTime(to: OctetWriter, time: Date): void {
  to.u8(time.getUTCSeconds()).u8(time.getUTCMinutes()).u8(time.getUTCHours())
  to.u8(time.getUTCDay())
    .u8(time.getUTCDate())
    .u8(time.getUTCMonth() + 1)
  to.u16(time.getUTCFullYear())
}
