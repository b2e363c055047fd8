import type { ExtendedError, RecordData } from './wire.ts'

/** The lab's resolvers: two public ones, and the one that the inside's machines are set up to use. */
export type ResolverName = 'resolver-a' | 'resolver-b' | 'inside'

/** One record of a tenant's zone; a name in it is relative unless it ends with a dot, `@` is the zone itself. */
export type ZoneRecord =
  | ({ readonly name: string; readonly ttl?: number } & RecordData)
  /** An A or AAAA record for each address of one of the tenant's hosts. */
  | { readonly name: string; readonly ttl?: number; readonly type: 'HOST'; readonly host: string }

/** How resolvers fail for a name and all below it. */
export interface DnsFault {
  /** `@`: the whole zone. */
  readonly name: string
  /** Which resolvers do; all of them when left out. */
  readonly at?: readonly ResolverName[]
  readonly fault: DnsFaultKind
  readonly extendedError?: ExtendedError
}

/**
 * - `servfail`, `refused`: an answer with that response code.
 * - `bogus`: SERVFAIL as a validating resolver says it: not when it is told not to check (CD).
 * - `silence`: the HTTP request is never answered.
 * - `truncated`: TC set and no records, which over HTTPS makes no sense.
 */
export type DnsFaultKind = 'servfail' | 'refused' | 'bogus' | 'silence' | 'truncated'
