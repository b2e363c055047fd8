export type { Account, AccountMailbox, Identity, SignInScheme } from './account.ts'
export { type Accounts, accountsOf, type Claim, type SignInRecord, type SignInRefusal } from './accounts.ts'
export {
  type AccountSpec,
  type AccountState,
  type AccountsSpec,
  LAB_PASSWORD,
  type MailboxFeature,
  type MailboxSpec,
} from './accounts-spec.ts'
