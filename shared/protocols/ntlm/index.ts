export { type NtlmAccount, parseUserName } from './account.ts'
export { annotateChallenge } from './annotate-challenge.ts'
export { answerChallenge, type ChallengeAnswer, type ChallengeRequest } from './answer-challenge.ts'
export {
  annotateAuthenticate,
  encodeAuthenticate,
  type NtlmAuthenticate,
  type PayloadPart,
} from './authenticate.ts'
export {
  AV_FLAG_MIC_PRESENT,
  AV_ID,
  type AvPair,
  readTargetInfo,
  type TargetInfo,
} from './av-pairs.ts'
export { type NtlmChallenge, readChallenge } from './challenge.ts'
export { channelBindings } from './channel-bindings.ts'
export { fromFileTime, toFileTime } from './file-time.ts'
export { flagNames, HTTP_FLAGS, hasFlag, NTLM_FLAG, RPC_FLAGS } from './flags.ts'
export { decodeHeaderToken, encodeHeaderToken } from './header-token.ts'
export { messageWithin, type NtlmVersion } from './message.ts'
export { encodeNegotiate, type NtlmNegotiate, readNegotiate } from './negotiate.ts'
export {
  type ClientChallenge,
  lmResponse,
  messageIntegrityCode,
  ntHash,
  ntProof,
  responseKey,
  sessionBaseKey,
} from './response.ts'
export {
  NtlmSession,
  type NtlmSessionKeys,
  type SealedPart,
  SIGNATURE_LENGTH,
  type SignedBefore,
  sessionKeys,
} from './session.ts'
export { type NegotiateToken, readNegotiateToken } from './spnego/negotiate-token.ts'
export {
  MECHANISM,
  MECHANISM_LIST,
  type NegotiationState,
  readSpnego,
  type SpnegoToken,
  wrapInit,
  wrapResponse,
} from './spnego/token.ts'
