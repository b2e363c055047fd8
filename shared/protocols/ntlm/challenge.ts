import { ByteReader } from '../bytes/index.ts'
import { readTargetInfo, type TargetInfo } from './av-pairs.ts'
import { hasFlag, NTLM_FLAG } from './flags.ts'
import {
  type Field,
  fieldBytes,
  MESSAGE_TYPE,
  type NtlmVersion,
  readField,
  readHead,
  readVersion,
} from './message.ts'
import { fromUtf16 } from './text.ts'

/** A server's CHALLENGE_MESSAGE (MS-NLMP section 2.2.1.2). Names in it are the server's word: hostile text. */
export interface NtlmChallenge {
  /** The whole message as it came: the MIC is made over it. */
  readonly message: Uint8Array
  readonly flags: number
  /** 8 bytes. */
  readonly serverChallenge: Uint8Array
  /** NetBIOS name of the domain or the server, empty when the server gives none. */
  readonly targetName: string
  /** Left out by servers older than Windows 2000 and by minimal ones. */
  readonly targetInfo?: TargetInfo
  readonly version?: NtlmVersion
}

/** Where the target information's field and the version end, for servers that send shorter heads. */
const WITH_TARGET_INFO = 48
const WITH_VERSION = 56

/**
 * Reads a challenge by its offsets and lengths, whatever the order of its payload, with heads of 32, 40, 48 and
 * 56 bytes.
 *
 * Throws `ntlm.truncated`, `ntlm.too-long`, `ntlm.signature-missing`, `ntlm.message-type`, `ntlm.field-outside`,
 * `ntlm.odd-length`, and what {@link readTargetInfo} throws.
 */
export function readChallenge(message: Uint8Array): NtlmChallenge {
  const reader = new ByteReader(message, 'ntlm', 'little')
  readHead(reader, MESSAGE_TYPE.challenge)
  const targetNameField = readField(reader)
  const flags = reader.u32()
  const serverChallenge = reader.take(8)

  const fields = [targetNameField]
  let targetInfo: TargetInfo | undefined
  if (hasFlag(flags, NTLM_FLAG.TARGET_INFO) && headReaches(WITH_TARGET_INFO, message, fields)) {
    reader.skip(8)
    const targetInfoField = readField(reader)
    fields.push(targetInfoField)
    if (targetInfoField.length > 0)
      targetInfo = readTargetInfo(fieldBytes(message, 'TargetInfo', targetInfoField))
  }
  let version: NtlmVersion | undefined
  if (hasFlag(flags, NTLM_FLAG.VERSION) && headReaches(WITH_VERSION, message, fields)) {
    reader.position = WITH_TARGET_INFO
    version = readVersion(reader)
  }
  const name = fieldBytes(message, 'TargetName', targetNameField)
  const targetName = hasFlag(flags, NTLM_FLAG.UNICODE) ? fromUtf16(name, 'TargetName') : fromOem(name)
  return { message, flags, serverChallenge, targetName, targetInfo, version }
}

/** A head of that length is there only when the message has it, and the payload does not start before its end. */
function headReaches(end: number, message: Uint8Array, fields: readonly Field[]): boolean {
  return message.length >= end && fields.every(({ length, offset }) => length === 0 || offset >= end)
}

/** The server's code page is unknown: ASCII is read, everything else is not guessed. */
function fromOem(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')).join('')
}
