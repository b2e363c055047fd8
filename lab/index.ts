/**
 * The lab: a simulated internet in one Node process, with resolvers, a certificate authority, and one tenant for each
 * way in which an Exchange organisation works or fails when it is looked at from a network.
 */

export type { Accounts, AccountsSpec, Identity, SignInRecord } from './accounts/index.ts'
export type { SessionCount, SessionKind } from './exchange/sessions.ts'
export type { HttpService } from './http/service.ts'
export { type AddressMap, labPlatform, type View } from './network/index.ts'
export { type Credential, credentialOf } from './scenarios/credential.ts'
export { FAR_REGION } from './scenarios/far-region.ts'
export { scenarios } from './scenarios/index.ts'
export { mailboxScenarios } from './scenarios/mailbox/index.ts'
export {
  domainOf,
  type Expectation,
  type ExpectedComparison,
  type Place,
  type Scenario,
  type SignIn,
} from './scenarios/scenario.ts'
export { targetOf } from './scenarios/target.ts'
export { type Lab, type LabOptions, startLab } from './start.ts'
