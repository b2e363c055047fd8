import type { AccountState, MailboxFeature } from './accounts-spec.ts'

/** Somebody of a running tenant. */
export interface Account {
  /** `anna`, as in `CORP\anna`. */
  readonly name: string
  /** The domain's NetBIOS name. */
  readonly domain: string
  /** `anna@tenant.test`. */
  readonly principalName: string
  readonly password: string
  readonly state?: AccountState
  readonly mailbox?: AccountMailbox
}

export interface AccountMailbox {
  readonly address: string
  readonly without: readonly MailboxFeature[]
}

/** Who a request or an RPC call comes from, once it was proved. */
export interface Identity {
  readonly account: Account
  readonly scheme: SignInScheme
  /** The key that both sides have after NTLM, of 16 octets (MS-NLMP section 3.1.5.1.2); none after Basic. */
  readonly exportedSessionKey?: Uint8Array
}

export type SignInScheme = 'NTLM' | 'Negotiate' | 'Basic'
