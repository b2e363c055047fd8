import { type ByteReader, ByteWriter } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { readExtendedBuffers, writeExtendedBuffer } from '../extended-buffer.ts'
import { type LogonResult, readLogon, writeLogon } from './logon.ts'
import { ROP_ID, ropName } from './rop-ids.ts'

/** One answer of the server's in a ROP output buffer (MS-OXCROPS section 2.2.1). */
export type RopResponse =
  | ({ readonly rop: 'logon' } & LogonResult)
  /** The server is busy: nothing of this logon, or none of these ROPs, for so long (section 2.2.15.2). */
  | { readonly rop: 'backoff'; readonly durationMs: number; readonly rops: readonly string[] }
  /** The answers would not fit what was offered (section 2.2.15.1). */
  | { readonly rop: 'buffer-too-small'; readonly sizeNeeded: number }
  /** Notifications wait (section 2.2.14.3). */
  | { readonly rop: 'pending' }
  /** A notification, which nobody here asked for. */
  | { readonly rop: 'notify' }

export interface RopAnswer {
  readonly responses: readonly RopResponse[]
  /** Handles of the server's objects; a request refers to them by their place. */
  readonly handles: readonly number[]
}

/** A handle that the request is to bring. */
const NO_HANDLE = 0xffffffff
/** No honest answer to one logon holds more. */
const MOST_RESPONSES = 64
const MOST_HANDLES = 256

/** A ROP input buffer that logs on to a mailbox, in its extended buffer. */
export function writeLogonRops(writer: ByteWriter, logon: { dn: string; openFlags?: number }): void {
  writeExtendedBuffer(writer, (payload) => writeRops(payload, [NO_HANDLE], (rops) => writeLogon(rops, logon)))
}

/** A ROP input buffer that gives up a handle (MS-OXCROPS section 2.2.15.3), in its extended buffer. No ROP answers it. */
export function writeReleaseRops(writer: ByteWriter, handle: number): void {
  writeExtendedBuffer(writer, (payload) =>
    writeRops(payload, [handle], (rops) =>
      rops.u8(ROP_ID.release, 'RopId: RopRelease').u8(0, 'LogonId').u8(0, 'InputHandleIndex'),
    ),
  )
}

function writeRops(
  writer: ByteWriter,
  handles: readonly number[],
  content: (writer: ByteWriter) => unknown,
): void {
  const scratch = new ByteWriter('little')
  content(scratch)
  writer.u16(scratch.length + 2, 'RopSize')
  content(writer)
  for (const handle of handles) writer.u32(handle, 'ServerObjectHandleTable')
}

/**
 * Reads the rest of `reader` as a ROP output buffer in its extended buffers.
 *
 * @throws ProtocolError what {@link readExtendedBuffers} throws, and `mapi.rops`: a size or a ROP that cannot be
 */
export function readRops(reader: ByteReader): RopAnswer {
  const responses: RopResponse[] = []
  const handles: number[] = []
  for (const payload of readExtendedBuffers(reader)) {
    const size = payload.u16('RopSize')
    if (size < 2) throw bad(`RopSize is ${size}`)
    const list = payload.nested(size - 2)
    while (list.remaining > 0) {
      if (responses.length === MOST_RESPONSES) throw bad(`more than ${MOST_RESPONSES} answers`)
      responses.push(readResponse(list))
    }
    if (payload.remaining > 4 * MOST_HANDLES) throw bad(`more than ${MOST_HANDLES} handles`)
    while (payload.remaining > 0) handles.push(payload.u32('ServerObjectHandleTable'))
  }
  return { responses, handles }
}

function readResponse(list: ByteReader): RopResponse {
  const id = list.u8((value) => `RopId: ${ropName(value)}`)
  switch (id) {
    case ROP_ID.logon:
      return { rop: 'logon', ...readLogon(list) }
    case ROP_ID.backoff:
      return readBackoff(list)
    case ROP_ID.bufferTooSmall: {
      const sizeNeeded = list.u16('SizeNeeded')
      list.rest('RequestBuffers')
      return { rop: 'buffer-too-small', sizeNeeded }
    }
    case ROP_ID.pending:
      list.u16('SessionIndex')
      return { rop: 'pending' }
    case ROP_ID.notify:
      // Its length follows from what it tells of: what comes behind it is not looked for.
      list.rest('NotificationHandle, LogonId, NotificationData')
      return { rop: 'notify' }
    default:
      throw bad(`${ropName(id)} was not asked for`)
  }
}

function readBackoff(list: ByteReader): RopResponse {
  list.u8('LogonId')
  const durationMs = list.u32('Duration, in milliseconds')
  const rops: string[] = []
  for (let left = list.u8('BackoffRopCount'); left > 0; left -= 1) {
    rops.push(ropName(list.u8((value) => `RopIdBackoff: ${ropName(value)}`)))
    list.u32('Duration, in milliseconds')
  }
  list.take(list.u16('AdditionalDataSize'), 'AdditionalData')
  return { rop: 'backoff', durationMs, rops }
}

function bad(why: string): ProtocolError {
  return new ProtocolError('mapi.rops', `the ROP buffer cannot be read: ${why}`)
}
