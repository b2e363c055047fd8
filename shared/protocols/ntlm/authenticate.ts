import { ByteWriter } from '../bytes/index.ts'
import type { NtlmAccount } from './account.ts'
import { flagNames } from './flags.ts'
import { type Field, MESSAGE_TYPE, type NtlmVersion, writeField, writeHead, writeVersion } from './message.ts'
import { type ClientChallenge, writeClientChallenge } from './response.ts'
import { utf16 } from './text.ts'

/** What an AUTHENTICATE_MESSAGE (MS-NLMP section 2.2.1.3) holds; names are written in UTF-16. */
export interface NtlmAuthenticate {
  readonly flags: number
  readonly account: NtlmAccount
  readonly workstation: string
  /** 24 bytes. */
  readonly lmResponse: Uint8Array
  /** NTProofStr, 16 bytes. */
  readonly ntProof: Uint8Array
  readonly clientChallenge: ClientChallenge
  /** EncryptedRandomSessionKey: 16 bytes with key exchange, else empty. */
  readonly encryptedSessionKey: Uint8Array
  readonly version?: NtlmVersion
  /** 16 bytes; without it the field is not there at all, as before Windows XP SP3. */
  readonly mic?: Uint8Array
}

/** The MIC's place in a message that has one. */
export const MIC_OFFSET = 72

const HEAD_WITHOUT_MIC = 72
const HEAD_WITH_MIC = 88

export type PayloadPart = 'domain' | 'user' | 'workstation' | 'lm' | 'nt' | 'key'

/** As Windows has it. Receivers go by the offsets, so that any order will do. */
const WINDOWS_ORDER: readonly PayloadPart[] = ['domain', 'user', 'workstation', 'lm', 'nt', 'key']

export function encodeAuthenticate(
  message: NtlmAuthenticate,
  order: readonly PayloadPart[] = WINDOWS_ORDER,
): ByteWriter {
  const { flags, version, mic } = message
  const writer = new ByteWriter('little')
  const parts = payload(message)
  const field = fieldsOf(parts, order, mic ? HEAD_WITH_MIC : HEAD_WITHOUT_MIC)
  writeHead(writer, MESSAGE_TYPE.authenticate, 'AUTHENTICATE')
  writeField(writer, 'LmChallengeResponse', field('lm'))
  writeField(writer, 'NtChallengeResponse', field('nt'))
  writeField(writer, 'DomainName', field('domain'))
  writeField(writer, 'UserName', field('user'))
  writeField(writer, 'Workstation', field('workstation'))
  writeField(writer, 'EncryptedRandomSessionKey', field('key'))
  writer.u32(flags, `NegotiateFlags: ${flagNames(flags).join(', ')}`)
  writeVersion(writer, version)
  if (mic) writer.raw(mic, 'MIC')
  for (const part of order) parts[part](writer)
  return writer
}

/**
 * The message as text, a line a field, fit to be shown: zeros stand where proofs, keys and the MIC are, from
 * which a password could be guessed.
 */
export function annotateAuthenticate(message: NtlmAuthenticate): string {
  const { lmResponse, ntProof, encryptedSessionKey, mic } = message
  const blotted = {
    ...message,
    lmResponse: new Uint8Array(lmResponse.length),
    ntProof: new Uint8Array(ntProof.length),
    encryptedSessionKey: new Uint8Array(encryptedSessionKey.length),
    mic: mic && new Uint8Array(mic.length),
  }
  return encodeAuthenticate(blotted).annotated()
}

type Payload = Readonly<Record<PayloadPart, (writer: ByteWriter) => void>>

function payload(message: NtlmAuthenticate): Payload {
  const { account, workstation, lmResponse, ntProof, clientChallenge, encryptedSessionKey } = message
  return {
    domain: (writer) => writer.raw(utf16(account.domain), 'DomainName'),
    user: (writer) => writer.raw(utf16(account.user), 'UserName'),
    workstation: (writer) => writer.raw(utf16(workstation), 'Workstation'),
    lm: (writer) => writer.raw(lmResponse, 'LmChallengeResponse'),
    nt: (writer) => {
      writer.raw(ntProof, 'NtChallengeResponse: NTProofStr')
      writeClientChallenge(writer, clientChallenge)
    },
    key: (writer) => writer.raw(encryptedSessionKey, 'EncryptedRandomSessionKey'),
  }
}

/** Where each part will stand, when they follow the head in this order. */
function fieldsOf(parts: Payload, order: readonly PayloadPart[], head: number): (part: PayloadPart) => Field {
  const fields = new Map<PayloadPart, Field>()
  let offset = head
  for (const part of order) {
    const scratch = new ByteWriter('little')
    parts[part](scratch)
    fields.set(part, { length: scratch.length, offset })
    offset += scratch.length
  }
  return (part) => fields.get(part) ?? { length: 0, offset }
}
