/** The users of a tenant, as data. */
export interface AccountsSpec {
  /** The Active Directory domain: `CORP`, `corp` below the tenant's domain, unless told otherwise. */
  readonly domain?: { readonly netbios: string; readonly dns: string }
  /** So many wrong passwords in a row lock an account: ten unless told otherwise. */
  readonly lockoutThreshold?: number
  /** Anna alone unless told otherwise. */
  readonly users?: readonly AccountSpec[]
}

/** Somebody who may sign in. */
export interface AccountSpec {
  /** The name of before Windows 2000 (sAMAccountName): `anna`. */
  readonly name: string
  /** The user principal name: the account's name at the tenant's domain unless told otherwise. */
  readonly principalName?: string
  /** `LAB_PASSWORD` unless told otherwise. */
  readonly password?: string
  readonly state?: AccountState
  /** The mailbox, if there is one: at the account's name and the tenant's domain unless told otherwise. */
  readonly mailbox?: MailboxSpec | 'none'
}

export interface MailboxSpec {
  /** Its address, where it is not the account's name at the tenant's domain. */
  readonly address?: string
  /** What this mailbox may not be reached by, whatever the server offers (Set-CASMailbox). */
  readonly without?: readonly MailboxFeature[]
}

/** `rpc-over-http`, `mapi-http`: this transport alone; `mapi`: Outlook altogether. */
export type MailboxFeature = 'mapi' | 'rpc-over-http' | 'mapi-http' | 'ews' | 'activesync'

/**
 * Why an account may not sign in, even with the right password. `protected`: a member of Protected Users, for whom
 * there is Kerberos alone. `must-change`: a new password is due before the first use.
 */
export type AccountState = 'locked-out' | 'disabled' | 'expired' | 'must-change' | 'protected'

/** Everybody's password in the lab. It opens nothing else. */
export const LAB_PASSWORD = 'Lab-Passw0rd!'
