export type { Authenticator, CredentialUse, SignInScheme } from './authenticator.ts'
export { CredentialGate } from './credential-gate.ts'
export { type LocalAuthenticatorOptions, localAuthenticator } from './local-authenticator.ts'
export type { Binding, NtlmAnswer, NtlmQuestion, SignInService } from './question.ts'
export { HostileEdgeError, QuestionAnswerer } from './remote/answer-questions.ts'
export { chainJudge, type JudgeChain } from './remote/judge-chain.ts'
export {
  answerSchema,
  onWire,
  questionSchema,
  type RemoteAnswer,
  type RemoteQuestion,
  type SignInOffer,
  signInOfferSchema,
} from './remote/messages.ts'
export { type RemoteAuthenticator, remoteAuthenticator } from './remote/remote-authenticator.ts'
export { RunSignIn } from './run-sign-in.ts'
export { organisationOf, type ScopeRequest, scopeOf } from './scope.ts'
export { type SignInDetails, SignInError, type SignInErrorCode } from './sign-in-error.ts'
