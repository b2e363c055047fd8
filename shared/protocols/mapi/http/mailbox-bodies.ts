import { type ByteReader, ByteWriter } from '../../bytes/index.ts'
import { readText8, readText16, writeText8 } from '../text.ts'
import { type BodyStatus, readBody, writeNoAuxiliary } from './body.ts'

const WINDOWS_1252 = 1252
const ENGLISH = 0x409
/** Flags of Execute: the answer is neither compressed nor obscured. */
const NO_COMPRESSION = 0x1
const NO_XOR_MAGIC = 0x2
/** What Outlook offers for a server's answer, in bytes. */
const OFFERED_FOR_ROPS = 0x8000

export interface ConnectAnswer extends BodyStatus {
  /** Undefined when the session was not made. */
  readonly session?: {
    readonly pollsMaxMs: number
    readonly retryCount: number
    readonly retryDelayMs: number
    readonly dnPrefix: string
    readonly displayName: string
  }
  readonly auxiliary: Uint8Array
}

/** The body of Connect (MS-OXCMAPIHTTP section 2.2.4.1.1). `dn`: the user's legacy distinguished name. Throws `mapi.text`. */
export function writeConnect(dn: string): ByteWriter {
  const writer = new ByteWriter('little')
  writeText8(writer, dn, 'UserDN')
  writer
    .u32(0, 'Flags: normal user')
    .u32(WINDOWS_1252, 'DefaultCodePage: Windows-1252')
    .u32(ENGLISH, 'LcidSort: en-US')
    .u32(ENGLISH, 'LcidString: en-US')
  writeNoAuxiliary(writer)
  return writer
}

/** The answer to Connect (sections 2.2.4.1.2 and 2.2.4.1.3). Throws as {@link readBody} does. */
export function readConnect(reader: ByteReader): ConnectAnswer {
  const { content, ...status } = readBody(reader, () => ({
    pollsMaxMs: reader.u32('PollsMax'),
    retryCount: reader.u32('RetryCount'),
    retryDelayMs: reader.u32('RetryDelay'),
    dnPrefix: readText8(reader, 'DnPrefix'),
    displayName: readText16(reader, 'DisplayName'),
  }))
  return { ...status, ...(content && { session: content }) }
}

/** The body of Execute (section 2.2.4.2.1). `rops` writes a ROP input buffer with its header. */
export function writeExecute(
  rops: (writer: ByteWriter) => void,
  { flags = NO_COMPRESSION | NO_XOR_MAGIC, offered = OFFERED_FOR_ROPS } = {},
): ByteWriter {
  const buffer = new ByteWriter('little')
  rops(buffer)
  const writer = new ByteWriter('little').u32(flags, 'Flags').u32(buffer.length, 'RopBufferSize')
  rops(writer)
  writer.u32(offered, 'MaxRopOut')
  writeNoAuxiliary(writer)
  return writer
}

export interface ExecuteAnswer extends BodyStatus {
  /** A ROP output buffer, for `readRops`, sharing the notes of the body; undefined when there is none. */
  readonly rops: ByteReader | undefined
  readonly auxiliary: Uint8Array
}

/** The answer to Execute (sections 2.2.4.2.2 and 2.2.4.2.3). Throws as {@link readBody} does. */
export function readExecute(reader: ByteReader): ExecuteAnswer {
  const { content, ...status } = readBody(reader, () => {
    reader.u32('Flags')
    return reader.nested(reader.u32('RopBufferSize'))
  })
  return { ...status, rops: content }
}

/** The body of Disconnect (section 2.2.4.3.1). */
export function writeDisconnectBody(): ByteWriter {
  const writer = new ByteWriter('little')
  writeNoAuxiliary(writer)
  return writer
}

/** The answer to Disconnect (sections 2.2.4.3.2 and 2.2.4.3.3). Throws as {@link readBody} does. */
export function readDisconnectBody(reader: ByteReader): BodyStatus {
  const { statusCode, errorCode } = readBody(reader, () => undefined)
  return { statusCode, errorCode }
}
