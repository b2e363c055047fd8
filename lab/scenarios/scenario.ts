import type { AccountsSpec } from '../accounts/index.ts'
import type { DnsFault, ResolverName, ZoneRecord } from '../dns/zone.ts'
import type { FrontEnd } from '../front-ends/front-end.ts'
import type { Closed } from '../network/address-map.ts'

/**
 * One tenant of the lab: an organisation at `<name>.test` with machines, a DNS zone, and exactly what must be
 * found when it is looked at. All of it is data.
 *
 * Names are relative to the tenant's domain (`mail`), `@` is the domain itself, a last dot makes a name absolute.
 */
export interface Scenario {
  /** The tenant's label below `.test`. */
  readonly name: string
  /** One sentence: what is set up, and for a broken tenant what is wrong with it. */
  readonly title: string
  /** The rows of the list of failure modes that it stands for. None: healthy. */
  readonly rows: readonly string[]
  readonly hosts: Readonly<Record<string, Host>>
  readonly zone: readonly ZoneRecord[]
  /** What a single resolver has instead, name by name: `inside` makes split DNS. */
  readonly views?: Readonly<Partial<Record<ResolverName, readonly ZoneRecord[]>>>
  readonly dnsFaults?: readonly DnsFault[]
  /** The zone is signed, and a validating resolver says so. */
  readonly signed?: boolean
  /** Who may sign in: Anna with her mailbox unless told otherwise. */
  readonly accounts?: AccountsSpec
  /** Chance decides which of its machines answers: two runs find the same, and not by the same answers. */
  readonly chance?: true
  readonly expect: readonly Expectation[]
  /** What shows only to whoever lays several places beside each other. */
  readonly compare?: readonly ExpectedComparison[]
}

/** A machine, or a device that stands for several: one set of ports behind each of its addresses. */
export interface Host {
  readonly addresses: readonly AddressKind[]
  /** By port number: what answers, or why nothing does. */
  readonly ports: Readonly<Record<number, FrontEnd | Closed>>
  /** What becomes of connections to other ports: `drop` unless told otherwise. */
  readonly others?: Closed
  readonly roundTripMs?: number
  /**
   * By where one stands, `inside` or the name of a region: what somebody on the way answers in its place, or does to the
   * connection.
   */
  readonly seenFrom?: Readonly<Record<string, Readonly<Record<number, FrontEnd | Closed>>>>
}

/**
 * - `ipv4`, `ipv6`: an address of the lab's internet.
 * - `private`: one of 10.0.0.0/8, which only the inside can reach.
 * - `cloudflare`: one of the ranges that Cloudflare publishes as its own.
 */
export type AddressKind = 'ipv4' | 'ipv6' | 'private' | 'cloudflare'

/** What a probe of the tenant must say, and nothing else above `info`. */
export interface Expectation {
  readonly probe: string
  /** Relative to the tenant's domain, as all names. `anna@` is the mailbox of that name. */
  readonly target: string
  readonly perspective: 'outside' | 'inside'
  /** The port of the target, where it is not the probe's own. */
  readonly port?: number
  /** What the port speaks before it changes to TLS. */
  readonly starttls?: 'smtp' | 'imap' | 'pop3'
  /** The probe gets a credential; without one it signs in nowhere. */
  readonly signIn?: SignIn
  /** What whoever asks says is meant to be so. */
  readonly declared?: { readonly autodiscover?: 'srv'; readonly modernAuth?: boolean }
  readonly verdict: 'works' | 'fails' | 'unknown'
  /** The codes of all findings above `info`, each once, sorted. */
  readonly findings: readonly string[]
  /** Codes that must come as `info`. Others may come too. */
  readonly info?: readonly string[]
  /** The codes of all advice, each once, sorted. */
  readonly advice?: readonly string[]
  /** By how many wrong passwords the run raises the count of the account that it signs in with. */
  readonly badAttempts?: number
}

/** What a comparison of the tenant must say, and no other difference above `info`. */
export interface ExpectedComparison {
  readonly probe: string
  /** Relative to the tenant's domain. */
  readonly target: string
  /** Where the sides stand, in their order. */
  readonly from: readonly Place[]
  /** The kinds of all differences above `info`, each once, sorted. */
  readonly differences: readonly string[]
}

/** Where one stands: behind the tenant's firewall, anywhere outside, or outside in the region of that name. */
export type Place = 'inside' | 'outside' | { readonly region: string }

/** The credential that a probe is run with, as data. */
export interface SignIn {
  /** The account's short name: `anna`. */
  readonly account: string
  /** How the user is named: by the principal name (`anna@tenant.test`) unless told otherwise; `address`: by that of the mailbox. */
  readonly as?: 'principal-name' | 'domain-and-name' | 'name' | 'address'
  /** The account's own unless told otherwise. */
  readonly password?: 'right' | 'wrong'
  /** Basic is asked for by name: the password itself may travel. */
  readonly basic?: true
}

/** The tenant's domain. */
export function domainOf(scenario: Scenario): string {
  return `${scenario.name}.test`
}
