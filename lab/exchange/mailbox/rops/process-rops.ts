import { BadMessage, OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'
import type { Directory } from '../directory.ts'
import type { MailboxFaults } from '../mailbox-settings.ts'
import type { MailboxSession } from '../open-session.ts'
import { answerLogon, readLogon } from './logon.ts'

/** MS-OXCROPS section 2.2.2. */
const ROP = { RELEASE: 0x01, LOGON: 0xfe, BACKOFF: 0xf9, BUFFER_TOO_SMALL: 0xff } as const

/** A handle of nothing. */
const NO_HANDLE = 0xffffffff

/** How long a client is told to wait, in milliseconds. */
const BACKOFF_MS = 10_000

/** What a session has open, by handle; counted so that nothing stays open unseen. */
export interface OpenObjects {
  /** A logon begins. Returns its handle. */
  logon(): number
  release(handle: number): void
}

/**
 * Processes the ROPs of a buffer (MS-OXCROPS section 2.2.1), which is unpacked, and makes the buffer of their answers.
 * Throws a `BadMessage` where it is none, or has a ROP in it that the lab does not know.
 */
export function processRops(
  buffer: Buffer,
  session: MailboxSession,
  directory: Directory,
  objects: OpenObjects,
  faults: MailboxFaults,
): Buffer {
  const whole = new OctetReader(buffer)
  const size = whole.u16()
  if (size < 2) throw new BadMessage('a size of ROPs')
  const requests = new OctetReader(whole.octets(size - 2))
  const handles: number[] = []
  while (whole.left > 0) handles.push(whole.u32())

  const answers = new OctetWriter()
  while (requests.left > 0) {
    const rop = requests.u8()
    const logonId = requests.u8()
    const index = requests.u8()
    if (index >= handles.length) throw new BadMessage('a ROP without a handle')
    if (rop === ROP.RELEASE) {
      objects.release(handles[index] ?? NO_HANDLE)
      handles[index] = NO_HANDLE
      continue
    }
    if (rop !== ROP.LOGON) throw new BadMessage(`ROP ${rop}`)
    const logon = readLogon(requests)
    if (faults.logon === 'backoff') {
      answers.u8(ROP.BACKOFF).u8(logonId).u32(BACKOFF_MS).u8(0).u16(0)
      break
    }
    if (faults.logon === 'buffer-too-small') {
      answers.u8(ROP.BUFFER_TOO_SMALL).u16(0x8000).octets(buffer.subarray(2, size))
      break
    }
    const { answer, isOpen } = answerLogon(index, logon, session, directory, faults.logon)
    if (isOpen) handles[index] = objects.logon()
    answers.octets(answer)
  }

  const table = new OctetWriter()
  for (const handle of handles) table.u32(handle)
  return new OctetWriter()
    .u16(answers.length + 2)
    .octets(answers.toBuffer())
    .octets(table.toBuffer())
    .toBuffer()
}
