import { ByteWriter, concatBytes } from '../bytes/index.ts'
import { hmacMd5 } from '../crypto/hmac-md5.ts'
import { md4 } from '../crypto/md4.ts'
import type { NtlmAccount } from './account.ts'
import { type AvPair, writePairs } from './av-pairs.ts'
import { upperCase, utf16 } from './text.ts'

/** NTOWFv1 (MS-NLMP section 3.3.1), 16 bytes: whoever has it can sign in, it is as secret as the password. */
export function ntHash(password: string): Uint8Array<ArrayBuffer> {
  return md4(utf16(password))
}

/** NTOWFv2, the key of all responses (section 3.3.2), 16 bytes. The domain counts as it is spelt, the user does not. */
export function responseKey(hash: Uint8Array, { user, domain }: NtlmAccount): Uint8Array<ArrayBuffer> {
  return hmacMd5(hash, utf16(upperCase(user) + domain))
}

/** NTLMv2_CLIENT_CHALLENGE (section 2.2.2.7): what the client answers with, apart from the proof. */
export interface ClientChallenge {
  /** A FILETIME. */
  readonly time: bigint
  /** 8 random bytes. */
  readonly nonce: Uint8Array
  readonly pairs: readonly AvPair[]
}

export function writeClientChallenge(writer: ByteWriter, { time, nonce, pairs }: ClientChallenge): void {
  writer
    .u8(1, 'RespType')
    .u8(1, 'HiRespType')
    .raw(new Uint8Array(6), 'Reserved')
    .u64(time, 'TimeStamp')
    .raw(nonce, 'ChallengeFromClient')
    .raw(new Uint8Array(4), 'Reserved')
  writePairs(writer, pairs)
  writer.raw(new Uint8Array(4), 'Reserved')
}

/** NTProofStr (section 3.3.2), 16 bytes: the proof that the client has the key. */
export function ntProof(
  key: Uint8Array,
  serverChallenge: Uint8Array,
  client: ClientChallenge,
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter('little')
  writeClientChallenge(writer, client)
  return hmacMd5(key, serverChallenge, writer.bytes())
}

/** LMv2_RESPONSE (section 2.2.2.4), 24 bytes. */
export function lmResponse(
  key: Uint8Array,
  serverChallenge: Uint8Array,
  nonce: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return concatBytes(hmacMd5(key, serverChallenge, nonce), nonce)
}

/** SessionBaseKey, which with NTLMv2 is the KeyExchangeKey too (sections 3.3.2 and 3.4.5.1), 16 bytes. */
export function sessionBaseKey(key: Uint8Array, proof: Uint8Array): Uint8Array<ArrayBuffer> {
  return hmacMd5(key, proof)
}

/** MIC (section 3.1.5.1.2), 16 bytes: over all three messages as they are on the wire, the third with its MIC zero. */
export function messageIntegrityCode(
  exportedSessionKey: Uint8Array,
  negotiate: Uint8Array,
  challenge: Uint8Array,
  authenticate: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return hmacMd5(exportedSessionKey, negotiate, challenge, authenticate)
}
