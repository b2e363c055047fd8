import { ProtocolError } from '../protocol-error.ts'
import type { ExtendedError } from './extended-error.ts'
import { type DnsMessage, NOERROR, NXDOMAIN } from './message.ts'
import type { DnsRecord, RecordOf, RecordType } from './records.ts'

/**
 * - `answer`: there are records of the type.
 * - `nodata`: the name exists, records of the type do not.
 * - `nxdomain`: the name does not exist.
 * - `truncated`: the resolver left something out, so that nothing can be concluded from what is missing.
 * - `servfail`, `refused`: the resolver could not, or would not, find out.
 * - `other`: see `rcode`.
 */
export type DnsStatus = 'answer' | 'nodata' | 'nxdomain' | 'truncated' | 'servfail' | 'refused' | 'other'

/** What one resolver answered to one question. Plain data. */
export interface DnsAnswer<T extends RecordType = RecordType> {
  readonly name: string
  readonly type: T
  readonly status: DnsStatus
  /** RFC 6895 section 2.3. */
  readonly rcode: number
  /** Of the type that was asked for, all of them at `endsAt`. */
  readonly records: readonly RecordOf<T>[]
  /** The targets of the aliases that lead away from `name`, in order. */
  readonly cnames: readonly string[]
  /**
   * The name that records, status and `rcode` are about (RFC 6604): the last of `cnames`, or `name` itself.
   * `nxdomain` with aliases means that the last one dangles: it exists, what it points to does not.
   */
  readonly endsAt: string
  /** The resolver says that it validated the answer (AD). As trustworthy as the way to the resolver. */
  readonly authenticated: boolean
  /** The resolver says that it did not check signatures (CD). */
  readonly checkingDisabled: boolean
  readonly extendedErrors: readonly ExtendedError[]
  /** The start of authority that a negative answer names: the zone that says there is nothing. */
  readonly soa?: RecordOf<'SOA'>
}

const STATUS_BY_RCODE: Readonly<Record<number, DnsStatus>> = {
  2: 'servfail',
  [NXDOMAIN]: 'nxdomain',
  5: 'refused',
}

/** More than any resolver follows. */
const LONGEST_CHAIN = 16

/**
 * Finds the answer to a question in a response, following aliases from the name that was asked for.
 * Records of other names are not looked at, whatever they say.
 *
 * Throws `dns.cname-loop`, `dns.cname-chain` when it is too long, `dns.cname-conflict` when a name has two.
 */
export function interpretMessage<T extends RecordType>(
  message: DnsMessage,
  name: string,
  type: T,
): DnsAnswer<T> {
  const cnames = followAliases(message, name, type)
  const endsAt = cnames.at(-1) ?? name
  const records = recordsAt(message, endsAt, type)
  const soa = message.authority.find((record) => record.type === 'SOA')
  return {
    name,
    type,
    status: statusOf(message, records.length > 0),
    rcode: message.rcode,
    records,
    cnames,
    endsAt,
    authenticated: message.authenticated,
    checkingDisabled: message.checkingDisabled,
    extendedErrors: message.extendedErrors,
    ...(soa && { soa }),
  }
}

function statusOf({ rcode, truncated }: DnsMessage, found: boolean): DnsStatus {
  if (rcode !== NOERROR) return STATUS_BY_RCODE[rcode] ?? 'other'
  if (truncated) return 'truncated'
  return found ? 'answer' : 'nodata'
}

function followAliases(message: DnsMessage, name: string, type: RecordType): string[] {
  const chain = [name]
  for (let at = name; ; ) {
    if (recordsAt(message, at, type).length > 0) return chain.slice(1)
    const targets = new Set(recordsAt(message, at, 'CNAME').map(({ target }) => target))
    if (targets.size > 1) throw new ProtocolError('dns.cname-conflict', `${at} is an alias of several names`)
    const [target] = targets
    if (target === undefined) return chain.slice(1)
    if (chain.includes(target)) throw new ProtocolError('dns.cname-loop', `${target} is an alias of itself`)
    if (chain.length > LONGEST_CHAIN) {
      throw new ProtocolError('dns.cname-chain', `more than ${LONGEST_CHAIN} aliases one after another`)
    }
    chain.push(target)
    at = target
  }
}

function recordsAt<T extends RecordType>(message: DnsMessage, name: string, type: T): RecordOf<T>[] {
  const isAsked = (record: DnsRecord): record is DnsRecord & RecordOf<T> =>
    record.type === type && record.name === name
  return message.answer.filter(isAsked)
}
