import { AV, MIC_PRESENT, readAvPairs } from './av-pairs.ts'
import { FLAG, hasFlag } from './flags.ts'
import { SIGNATURE } from './negotiate-message.ts'

/** A client's third message (MS-NLMP section 2.2.1.3), with an NTLMv2 response in it. */
export interface AuthenticateMessage {
  readonly flags: number
  readonly user: string
  readonly domain: string
  readonly workstation: string
  /** The first 16 octets of the response: NTProofStr. */
  readonly proof: Buffer
  /** The rest of it, as it came: what the proof is made over besides the server's challenge. */
  readonly blob: Buffer
  /** The client's time, as a FILETIME. */
  readonly time: Buffer
  readonly pairs: ReadonlyMap<number, Buffer>
  readonly encryptedSessionKey: Buffer
  /** Present when the response says so. */
  readonly mic?: Buffer
}

const HEADER_LENGTH = 64
export const MIC_AT = 72
export const MIC_LENGTH = 16

/** What comes before the attributes in the blob: versions, zeros, time, client challenge, zeros. */
const BLOB_HEAD = 28

/** Reads it, or tells what it is instead: no such message, or the response of an older NTLM, or nobody's. */
export function readAuthenticate(
  message: Buffer,
): AuthenticateMessage | 'malformed' | 'older-response' | 'anonymous' {
  if (message.length < HEADER_LENGTH || !message.subarray(0, 8).equals(SIGNATURE)) return 'malformed'
  if (message.readUInt32LE(8) !== 3) return 'malformed'
  const flags = message.readUInt32LE(60)
  const response = fieldAt(message, 20)
  const names = [28, 36, 44].map((at) => fieldAt(message, at))
  // Whoever has no key to send may leave the field out, as clients of long ago did.
  const key = fieldAt(message, 52)
  const [domain, user, workstation] = names
  if (!response || !domain || !user || !workstation || !key) return 'malformed'
  if (hasFlag(flags, FLAG.ANONYMOUS) || (user.length === 0 && response.length === 0)) return 'anonymous'
  if (response.length <= 24) return 'older-response'

  const blob = response.subarray(16)
  const pairs = blob.length < BLOB_HEAD ? undefined : readAvPairs(blob.subarray(BLOB_HEAD))
  if (pairs === undefined || blob.readUInt16LE(0) !== 0x0101) return 'malformed'
  const avFlags = pairs.get(AV.FLAGS)
  const hasMic = avFlags?.length === 4 && hasFlag(avFlags.readUInt32LE(), MIC_PRESENT)
  if (hasMic && message.length < MIC_AT + MIC_LENGTH) return 'malformed'

  const encoding = hasFlag(flags, FLAG.UNICODE) ? 'utf16le' : 'latin1'
  return {
    flags,
    user: user.toString(encoding),
    domain: domain.toString(encoding),
    workstation: workstation.toString(encoding),
    proof: response.subarray(0, 16),
    blob,
    time: blob.subarray(8, 16),
    pairs,
    encryptedSessionKey: key,
    ...(hasMic && { mic: message.subarray(MIC_AT, MIC_AT + MIC_LENGTH) }),
  }
}

/** Length, space, and offset from the start of the message. `undefined`: it lies outside. */
function fieldAt(message: Buffer, at: number): Buffer | undefined {
  const length = message.readUInt16LE(at)
  const offset = message.readUInt32LE(at + 4)
  if (length === 0) return Buffer.alloc(0)
  return offset + length > message.length ? undefined : message.subarray(offset, offset + length)
}
