import { AV, avPair } from './av-pairs.ts'
import { writeFileTime } from './file-time.ts'
import { FLAG, hasFlag } from './flags.ts'
import { utf16 } from './keys.ts'
import { SIGNATURE } from './negotiate-message.ts'

/** Who a server says that it is, in NTLM's second message. */
export interface NtlmTarget {
  readonly netbiosDomain: string
  readonly netbiosComputer: string
  readonly dnsDomain: string
  readonly dnsComputer: string
  readonly dnsForest: string
  readonly windows: WindowsVersion
}

export interface WindowsVersion {
  readonly major: number
  readonly minor: number
  readonly build: number
}

/** Taken over from what the client offers: sign, seal, always sign, 128, key exchange, 56. */
const AS_OFFERED = 0xe0008030

const HEADER_LENGTH = 56

/** A CHALLENGE_MESSAGE (MS-NLMP section 2.2.1.2) in answer to a client's flags; `now` in milliseconds since 1970. */
export function writeChallenge(
  target: NtlmTarget,
  offered: number,
  serverChallenge: Uint8Array,
  now: number,
): Buffer {
  const targetName = utf16(target.netbiosDomain)
  const targetInfo = Buffer.concat([
    avPair(AV.NB_DOMAIN, utf16(target.netbiosDomain)),
    avPair(AV.NB_COMPUTER, utf16(target.netbiosComputer)),
    avPair(AV.DNS_DOMAIN, utf16(target.dnsDomain)),
    avPair(AV.DNS_COMPUTER, utf16(target.dnsComputer)),
    avPair(AV.DNS_TREE, utf16(target.dnsForest)),
    avPair(AV.TIMESTAMP, writeFileTime(now)),
    avPair(AV.EOL, Buffer.alloc(0)),
  ])
  const flags =
    FLAG.UNICODE |
    FLAG.REQUEST_TARGET |
    FLAG.NTLM |
    FLAG.TARGET_TYPE_DOMAIN |
    FLAG.TARGET_INFO |
    (offered & (AS_OFFERED | FLAG.EXTENDED_SESSIONSECURITY | FLAG.VERSION))

  const header = Buffer.alloc(HEADER_LENGTH)
  SIGNATURE.copy(header)
  header.writeUInt32LE(2, 8)
  writeFields(header, 12, targetName.length, HEADER_LENGTH)
  header.writeUInt32LE(flags >>> 0, 20)
  header.set(serverChallenge, 24)
  writeFields(header, 40, targetInfo.length, HEADER_LENGTH + targetName.length)
  if (hasFlag(flags, FLAG.VERSION)) {
    const { major, minor, build } = target.windows
    header.set([major, minor, build & 0xff, build >> 8, 0, 0, 0, 15], 48)
  }
  return Buffer.concat([header, targetName, targetInfo])
}

/** Length, space, and offset from the start of the message. */
function writeFields(header: Buffer, at: number, length: number, offset: number): void {
  header.writeUInt16LE(length, at)
  header.writeUInt16LE(length, at + 2)
  header.writeUInt32LE(offset, at + 4)
}
