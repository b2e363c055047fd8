import { absoluteName } from '../dns/absolute-name.ts'
import type { Account, SignInScheme } from './account.ts'
import { type AccountSpec, type AccountState, type AccountsSpec, LAB_PASSWORD } from './accounts-spec.ts'

/** The users of a running tenant, and what was tried in their names. */
export interface Accounts {
  readonly domain: { readonly netbios: string; readonly dns: string }
  readonly all: readonly Account[]
  /** Whose mailbox has the address. */
  withAddress(address: string): Account | undefined
  /**
   * Somebody says who he is, and `proves` says whether he knows that account's password: it is asked once at most.
   * A domain controller's rules decide the rest, and it keeps count.
   */
  signIn(claim: Claim, scheme: SignInScheme, proves: (account: Account) => boolean): Account | SignInRefusal
  /** A mobile device presents itself for the account: from then on it has a partnership. */
  remember(account: Account, deviceId: string): void
  /** What was tried so far in the name of an account, by its short name. */
  record(name: string): SignInRecord
  /** Attempts in the name of nobody whom the domain knows. */
  readonly strangers: number
}

/** A name as it came: `anna` and `CORP`, or `anna@tenant.test` and nothing. */
export interface Claim {
  readonly user: string
  readonly domain: string
}

/** Why not. On the wire all of them look the same. */
export type SignInRefusal = 'unknown-user' | 'wrong-password' | AccountState

export interface SignInRecord {
  /** Everything that was judged, well or badly. */
  readonly attempts: number
  /** How often the right password was shown, and the account could be used. */
  readonly accepted: number
  /** How often a wrong one was. A right one does not take it back, and while an account is locked nothing is counted. */
  readonly badAttempts: number
  readonly lockedOut: boolean
  /** The identifiers of the mobile devices that have a partnership. */
  readonly devices: readonly string[]
}

const DEFAULT_THRESHOLD = 10
const ANNA: AccountSpec = { name: 'anna' }

/** The users that the data describes, at a tenant's domain. */
export function accountsOf(spec: AccountsSpec, tenantDomain: string): Accounts {
  const { netbios = 'CORP', dns = 'corp' } = spec.domain ?? {}
  const domain = { netbios, dns: absoluteName(dns, tenantDomain) }
  const threshold = spec.lockoutThreshold ?? DEFAULT_THRESHOLD
  const all = (spec.users ?? [ANNA]).map((user) => accountOf(user, domain.netbios, tenantDomain))
  const counts = new Map(all.map((account) => [account, newCount(account)]))
  let strangers = 0

  /** The account of the name: with the domain before it, or as a user principal name, or bare. */
  function named({ user, domain: claimed }: Claim): Account | undefined {
    const name = user.toLowerCase()
    if (claimed === '' && name.includes('@')) {
      return all.find(
        (one) =>
          one.principalName.toLowerCase() === name || `${one.name}@${domain.dns}`.toLowerCase() === name,
      )
    }
    const isOurs = ['', '.', domain.netbios, domain.dns].some((one) => equal(one, claimed))
    return isOurs ? all.find((one) => equal(one.name, user)) : undefined
  }

  return {
    domain,
    all,
    withAddress: (address) => all.find(({ mailbox }) => mailbox && equal(mailbox.address, address)),
    signIn(claim, scheme, proves) {
      const account = named(claim)
      const count = account && counts.get(account)
      if (account === undefined || count === undefined) {
        strangers++
        return 'unknown-user'
      }
      count.attempts++
      if (count.lockedOut) return 'locked-out'
      if (!proves(account)) {
        count.badAttempts++
        count.inARow++
        count.lockedOut = count.inARow >= threshold
        return 'wrong-password'
      }
      count.inARow = 0
      const { state } = account
      if (state !== undefined && !(state === 'protected' && scheme === 'Basic')) return state
      count.accepted++
      return account
    },
    remember(account, deviceId) {
      counts.get(account)?.devices.add(deviceId)
    },
    record(name) {
      const account = all.find((one) => one.name === name)
      const count = account && counts.get(account)
      if (count === undefined) throw new Error(`the tenant has no account ${name}`)
      const { attempts, accepted, badAttempts, lockedOut, devices } = count
      return { attempts, accepted, badAttempts, lockedOut, devices: [...devices] }
    },
    get strangers() {
      return strangers
    },
  }
}

function accountOf(spec: AccountSpec, domain: string, tenantDomain: string): Account {
  const { name, principalName = `${name}@${tenantDomain}`, password = LAB_PASSWORD, state } = spec
  const { mailbox = {} } = spec
  return {
    name,
    domain,
    principalName,
    password,
    ...(state && { state }),
    ...(mailbox !== 'none' && {
      mailbox: { address: mailbox.address ?? `${name}@${tenantDomain}`, without: mailbox.without ?? [] },
    }),
  }
}

function newCount({ state }: Account) {
  return {
    attempts: 0,
    accepted: 0,
    badAttempts: 0,
    inARow: 0,
    lockedOut: state === 'locked-out',
    devices: new Set<string>(),
  }
}

function equal(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
