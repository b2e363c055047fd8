import { concatBytes } from '../bytes/index.ts'
import { Rc4 } from '../crypto/rc4.ts'
import { ProtocolError } from '../protocol-error.ts'
import type { NtlmAccount } from './account.ts'
import {
  annotateAuthenticate,
  encodeAuthenticate,
  MIC_OFFSET,
  type NtlmAuthenticate,
} from './authenticate.ts'
import { clientPairs } from './av-pairs.ts'
import { type NtlmChallenge, readChallenge } from './challenge.ts'
import { toFileTime } from './file-time.ts'
import { hasFlag, NTLM_FLAG } from './flags.ts'
import { readNegotiate } from './negotiate.ts'
import { lmResponse, messageIntegrityCode, ntProof, responseKey, sessionBaseKey } from './response.ts'

/** What it takes to answer a challenge. */
export interface ChallengeRequest {
  /** The NEGOTIATE message as it was sent. */
  readonly negotiate: Uint8Array
  /** The CHALLENGE message as it came. */
  readonly challenge: Uint8Array
  readonly account: NtlmAccount
  /** See `ntHash`. It is used and not kept. */
  readonly ntHash: Uint8Array
  /** The client's NetBIOS name, empty to tell none. */
  readonly workstation?: string
  /** 16 bytes, see `channelBindings`; left out to send none. */
  readonly channelBindings?: Uint8Array
  /** The service's name: `HTTP/mail.example.com`, `exchangeMDB/…`. */
  readonly targetName: string
  readonly random: {
    /** 8 bytes. */
    readonly clientChallenge: Uint8Array
    /** 16 bytes. */
    readonly sessionKey: Uint8Array
  }
  /** Milliseconds since 1970: for servers that do not tell their own time. */
  readonly now: number
}

/** An AUTHENTICATE message, and what was agreed on by it. */
export interface ChallengeAnswer {
  readonly message: Uint8Array
  /** The message as text, fit to be shown: what is secret is zero. */
  readonly annotated: string
  readonly flags: number
  /** 16 bytes, a secret: what signing and sealing start from, see `NtlmSession`. */
  readonly exportedSessionKey: Uint8Array
}

/**
 * Answers a challenge with NTLMv2 (MS-NLMP section 3.1.5.1.2): with the server's time, and then a MIC and no LM
 * response, when it told its time; with key exchange when both sides want it.
 *
 * Throws what `readChallenge` throws, and `ntlm.no-unicode` for a server that does not take names in UTF-16.
 * No error tells anything of the account or its key.
 */
export function answerChallenge(request: ChallengeRequest): ChallengeAnswer {
  const { account, random, workstation = '' } = request
  const challenge = readChallenge(request.challenge)
  const { flags: wanted, version } = readNegotiate(request.negotiate)
  const flags = agreedFlags(wanted, challenge)
  const serverTime = challenge.targetInfo?.timestamp
  const micPresent = serverTime !== undefined

  const key = responseKey(request.ntHash, account)
  const clientChallenge = {
    time: serverTime ?? toFileTime(request.now),
    nonce: exactly(8, random.clientChallenge),
    pairs: clientPairs(challenge.targetInfo, { ...request, micPresent }),
  }
  const proof = ntProof(key, challenge.serverChallenge, clientChallenge)
  const baseKey = sessionBaseKey(key, proof)
  const exchangesKey = hasFlag(flags, NTLM_FLAG.KEY_EXCH)
  const exportedSessionKey = exchangesKey ? exactly(16, random.sessionKey) : baseKey

  const authenticate: NtlmAuthenticate = {
    flags,
    account,
    workstation,
    lmResponse: micPresent
      ? new Uint8Array(24)
      : lmResponse(key, challenge.serverChallenge, clientChallenge.nonce),
    ntProof: proof,
    clientChallenge,
    encryptedSessionKey: exchangesKey ? new Rc4(baseKey).apply(exportedSessionKey) : new Uint8Array(0),
    version,
    mic: micPresent ? new Uint8Array(16) : undefined,
  }
  const unsigned = encodeAuthenticate(authenticate).bytes()
  const mic = messageIntegrityCode(exportedSessionKey, request.negotiate, request.challenge, unsigned)
  return {
    message: micPresent ? withMic(unsigned, mic) : unsigned,
    annotated: annotateAuthenticate(authenticate),
    flags,
    exportedSessionKey,
  }
}

/** What both sides want, and target information where the server gave it; names are in UTF-16, never both ways. */
function agreedFlags(wanted: number, { flags }: NtlmChallenge): number {
  if (!hasFlag(flags, NTLM_FLAG.UNICODE))
    throw new ProtocolError('ntlm.no-unicode', 'the server does not take names in UTF-16')
  return ((wanted & flags & ~NTLM_FLAG.OEM) | (flags & NTLM_FLAG.TARGET_INFO)) >>> 0
}

function withMic(message: Uint8Array, mic: Uint8Array): Uint8Array {
  return concatBytes(message.subarray(0, MIC_OFFSET), mic, message.subarray(MIC_OFFSET + mic.length))
}

function exactly(length: number, random: Uint8Array): Uint8Array {
  if (random.length !== length) throw new RangeError(`expected ${length} random bytes, got ${random.length}`)
  return random
}
