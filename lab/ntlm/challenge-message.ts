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

/** MS-NLMP section 2.2.2.5. */
const FLAG = {
  UNICODE: 0x00000001,
  REQUEST_TARGET: 0x00000004,
  NTLM: 0x00000200,
  TARGET_TYPE_DOMAIN: 0x00010000,
  EXTENDED_SESSIONSECURITY: 0x00080000,
  TARGET_INFO: 0x00800000,
  VERSION: 0x02000000,
} as const

/** Taken over from what the client offers: sign, seal, always sign, 128, key exchange, 56. */
const AS_OFFERED = 0xe0008030

/** MS-NLMP section 2.2.2.1. */
const AV = {
  EOL: 0,
  NB_COMPUTER: 1,
  NB_DOMAIN: 2,
  DNS_COMPUTER: 3,
  DNS_DOMAIN: 4,
  DNS_TREE: 5,
  TIMESTAMP: 7,
} as const

const HEADER_LENGTH = 56

/** 1601-01-01 to 1970-01-01, in milliseconds. */
const FILETIME_EPOCH_MS = 11_644_473_600_000n

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
    avPair(AV.TIMESTAMP, fileTime(now)),
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
  if ((flags & FLAG.VERSION) !== 0) {
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

function avPair(id: number, value: Buffer): Buffer {
  const pair = Buffer.alloc(4)
  pair.writeUInt16LE(id, 0)
  pair.writeUInt16LE(value.length, 2)
  return Buffer.concat([pair, value])
}

function fileTime(now: number): Buffer {
  const value = Buffer.alloc(8)
  value.writeBigUInt64LE((BigInt(Math.floor(now)) + FILETIME_EPOCH_MS) * 10_000n)
  return value
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le')
}
