import { check, type Step, settle } from '../../engine/index.ts'
import {
  dnsCnameDangling,
  dnsDelegationBroken,
  dnsDnssecBogus,
  dnsServerFailure,
} from '../../findings/index.ts'
import type { DnsAnswer, RecordOf, RecordType } from '../../protocols/dns/index.ts'
import { isInternalName } from './internal-name.ts'
import { queryResolver } from './query.ts'

/** What all resolvers together say. */
export interface Records<Type extends RecordType = RecordType> {
  readonly status: 'answer' | 'nodata' | 'nxdomain'
  /** Of all resolvers, each record once. */
  readonly records: readonly RecordOf<Type>[]
  readonly cnames: readonly string[]
  /** The name that the aliases end at, or the name itself. */
  readonly endsAt: string
  /** The names of the resolvers that answered so. */
  readonly resolvers: readonly string[]
}

type Question = { name: string; type: RecordType }
type Heard = { resolver: string; answer: DnsAnswer }

/**
 * Which records of a type has this name, and do the resolvers agree? Finds validation that fails (D17),
 * delegations that only some resolvers can follow (D12), and aliases that lead nowhere (D18).
 */
const records = check('dns.records', async (step, question: Question): Promise<Records> => {
  const heard = await askEveryone(step, question)
  const failing = heard.filter(({ answer }) => isFailure(answer))
  const answering = heard.filter(({ answer }) => isAnswer(answer))
  const rescued = await askWithoutValidation(step, question, failing)
  if (rescued.length > 0) step.find(dnsDnssecBogus(failure(question, rescued, failing)))
  else if (failing.length > 0 && answering.length > 0) {
    step.find(
      dnsDelegationBroken({
        ...failure(question, failing, failing),
        failing: names(failing),
        answering: names(answering),
      }),
    )
  }
  const usable = [...answering, ...rescued]
  if (usable.length === 0) {
    if (failing.length === 0) step.cannotTell('dns.no-answer', 'no resolver answered')
    step.find(dnsServerFailure(failure(question, failing, failing)))
    step.fail('dns.server-failure', `every resolver fails for ${question.name}`)
  }
  return combine(step, usable)
})

/** {@link Records} of the type that was asked for. */
export const lookUpRecords = <Type extends RecordType>(
  step: Step,
  question: { name: string; type: Type },
): Promise<Records<Type>> => records(step, question) as Promise<Records<Type>>

async function askEveryone(step: Step, question: Question): Promise<Heard[]> {
  const asked = await Promise.all(
    step.resolvers.map(async ({ name: resolver }) => ({
      resolver,
      settled: await settle(queryResolver(step, { resolver, ...question })),
    })),
  )
  return asked.flatMap(({ resolver, settled }) =>
    settled.answered ? [{ resolver, answer: settled.answer }] : [],
  )
}

/** A failure that goes away when nobody validates is DNSSEC's (RFC 4035 section 4.9). */
async function askWithoutValidation(step: Step, question: Question, failing: Heard[]): Promise<Heard[]> {
  const asked = await Promise.all(
    failing.map(async ({ resolver }) => ({
      resolver,
      settled: await settle(queryResolver(step, { resolver, ...question, checkingDisabled: true })),
    })),
  )
  return asked.flatMap(({ resolver, settled }) =>
    settled.answered && isAnswer(settled.answer) ? [{ resolver, answer: settled.answer }] : [],
  )
}

function combine(step: Step, heard: readonly Heard[]): Records {
  // A resolver that knows of records is right against one that has not heard of them yet.
  const best = (['answer', 'nodata', 'nxdomain'] as const)
    .map((status) => heard.filter(({ answer }) => answer.status === status))
    .find((group) => group.length > 0)
  const first = best?.[0]?.answer
  if (!best || !first) return step.cannotTell('dns.no-answer', 'no resolver answered')
  const status = first.status as Records['status']
  const unique = new Map(
    best.flatMap(({ answer }) => answer.records.map((record) => [withoutTtl(record), record] as const)),
  )
  const target = first.cnames.at(-1)
  if (
    status === 'nxdomain' &&
    target !== undefined &&
    !(step.perspective === 'outside' && isInternalName(target))
  ) {
    step.find(dnsCnameDangling({ name: first.cnames.at(-2) ?? first.name, target }))
  }
  const differing = new Set(heard.map(({ answer }) => JSON.stringify(answer.records.map(withoutTtl).sort())))
  if (differing.size > 1) step.note('dns.resolvers-differ', names(heard))
  return {
    status,
    records: [...unique.values()],
    cnames: first.cnames,
    endsAt: first.endsAt,
    resolvers: names(best),
  }
}

function failure({ name }: Question, shown: readonly Heard[], explained: readonly Heard[]) {
  const errors = explained.flatMap(({ answer }) => answer.extendedErrors)
  const detail = [
    ...new Set(errors.map(({ name: error, text }) => (text === '' ? error : `${error}: ${text}`))),
  ]
  return { name, resolvers: names(shown), detail: detail.join('; ') }
}

function withoutTtl(record: RecordOf<RecordType>): string {
  return JSON.stringify({ ...record, ttl: 0 })
}

function names(heard: readonly Heard[]): string[] {
  return heard.map(({ resolver }) => resolver)
}

function isAnswer({ status }: DnsAnswer): boolean {
  return status === 'answer' || status === 'nodata' || status === 'nxdomain'
}

function isFailure({ status }: DnsAnswer): boolean {
  return status === 'servfail' || status === 'refused' || status === 'other'
}
