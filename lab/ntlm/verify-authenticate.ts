import { timingSafeEqual } from 'node:crypto'
import type { Account, Accounts, SignInRefusal, SignInScheme } from '../accounts/index.ts'
import { type AuthenticateMessage, MIC_AT, MIC_LENGTH, readAuthenticate } from './authenticate-message.ts'
import { AV } from './av-pairs.ts'
import { readFileTime } from './file-time.ts'
import { FLAG, hasFlag } from './flags.ts'
import { hmacMd5, ntHash, responseKey } from './keys.ts'
import { rc4 } from './rc4.ts'

/** The three messages of an exchange, as they came and went. */
export interface NtlmExchange {
  readonly negotiate: Uint8Array
  readonly challenge: Uint8Array
  readonly authenticate: Uint8Array
}

/** What a server demands besides the right password. */
export interface NtlmPolicy {
  /** Extended Protection of IIS. None: nobody looks at bindings. */
  readonly protection?: ExtendedProtection
  /** Is this a name of the service? Asked when the client sent one. */
  readonly isOurName?: (servicePrincipalName: string) => boolean
}

export interface ExtendedProtection {
  readonly tokenChecking: 'allow' | 'require'
  /** MsvAvChannelBindings of the channel that the server sees; none when it sees no TLS. */
  readonly bindings?: Uint8Array
}

export type NtlmVerdict = NtlmAccepted | { readonly refused: NtlmRefusal }

export interface NtlmAccepted {
  readonly account: Account
  /** What both sides agreed on, as the client's last message has it. */
  readonly flags: number
  readonly exportedSessionKey: Buffer
}

export type NtlmRefusal =
  | SignInRefusal
  | 'malformed'
  | 'older-response'
  | 'anonymous'
  | 'stale'
  | 'wrong-mic'
  | 'wrong-binding'
  | 'wrong-target-name'

/** The difference of clocks that Windows tolerates. */
const TOLERANCE_MS = 36 * 60 * 60 * 1000

/**
 * Judges the third message (MS-NLMP section 3.2.5.1.2). The password comes first, as a domain controller says so
 * before the server looks at the rest: what else is wrong never counts against the account. `now` in milliseconds since 1970.
 */
export function verifyAuthenticate(
  exchange: NtlmExchange,
  accounts: Accounts,
  scheme: SignInScheme,
  policy: NtlmPolicy,
  now: number,
): NtlmVerdict {
  const bytes = Buffer.from(exchange.authenticate)
  const message = readAuthenticate(bytes)
  if (typeof message === 'string') return { refused: message }

  const serverChallenge = exchange.challenge.subarray(24, 32)
  const keyOf = ({ password }: Account) => responseKey(ntHash(password), message.user, message.domain)
  const account = accounts.signIn(message, scheme, (one) =>
    // Over the octets that came: how a client builds its blob is its own affair.
    timingSafeEqual(hmacMd5(keyOf(one), serverChallenge, message.blob), message.proof),
  )
  if (typeof account === 'string') return { refused: account }

  const baseKey = hmacMd5(keyOf(account), message.proof)
  const exportedSessionKey = sessionKey(message, baseKey)
  if (exportedSessionKey === undefined) return { refused: 'malformed' }
  if (Math.abs(readFileTime(message.time) - now) > TOLERANCE_MS) return { refused: 'stale' }
  if (message.mic !== undefined && !message.mic.equals(micOf(exchange, bytes, exportedSessionKey))) {
    return { refused: 'wrong-mic' }
  }
  if (policy.protection && !isBound(message, policy.protection)) return { refused: 'wrong-binding' }
  const target = message.pairs.get(AV.TARGET_NAME)?.toString('utf16le') ?? ''
  if (target !== '' && policy.isOurName?.(target) === false) return { refused: 'wrong-target-name' }
  return { account, flags: message.flags, exportedSessionKey }
}

function sessionKey({ flags, encryptedSessionKey }: AuthenticateMessage, baseKey: Buffer) {
  if (!hasFlag(flags, FLAG.KEY_EXCHANGE)) return baseKey
  return encryptedSessionKey.length === 16 ? rc4(baseKey)(encryptedSessionKey) : undefined
}

/** Over all three messages, the last with zeros in the MIC's place (MS-NLMP section 3.1.5.1.2). */
function micOf({ negotiate, challenge }: NtlmExchange, authenticate: Buffer, key: Buffer): Buffer {
  const without = Buffer.from(authenticate)
  without.fill(0, MIC_AT, MIC_AT + MIC_LENGTH)
  return hmacMd5(key, negotiate, challenge, without)
}

function isBound({ pairs }: AuthenticateMessage, { tokenChecking, bindings }: ExtendedProtection): boolean {
  const sent = pairs.get(AV.CHANNEL_BINDINGS)
  if (bindings === undefined) return tokenChecking === 'allow'
  if (sent === undefined || sent.every((byte) => byte === 0)) return tokenChecking === 'allow'
  return sent.equals(bindings)
}
