import type { OutlookGeneration } from '../../protocols/autodiscover/index.ts'
import type { Candidate, Method } from './candidate.ts'
import { isFound, lastHop } from './end.ts'
import { isSurelyExchange } from './exchange-signs.ts'

/** What an Outlook of one generation comes to. */
export interface Choice {
  readonly client: string
  /** Whether it speaks MAPI over HTTP where it is offered. */
  readonly mapiHttp: boolean
  /** The candidate that it takes; none when none leads to Exchange, or another stops it before. */
  readonly taken: Candidate | undefined
  /** What it shows the user on the way. */
  readonly prompts: readonly string[]
  /** The candidates that it meets, in its order, and what each makes it ask. */
  readonly met: readonly { readonly candidate: Candidate; readonly prompts: readonly string[] }[]
}

/** A generation of Outlook, and the order in which it asks. */
export interface Client {
  readonly name: string
  /** The generations that it stands for, whose orders are the same. */
  readonly generations: readonly [OutlookGeneration, ...OutlookGeneration[]]
  readonly mapiHttp: boolean
  readonly order: readonly Method[]
}

/**
 * The first candidate that leads to Exchange. One that shows no more than a demand for a Windows password, which any
 * web server of the domain's may have, comes after those that are surely Exchange: Outlook tries them, and goes on.
 */
export function firstFound(candidates: readonly Candidate[]): Candidate | undefined {
  const found = candidates.filter(({ journey }) => isFound(journey))
  return found.find(({ journey }) => journey.hops.some(isSurelyExchange)) ?? found[0]
}

/** Asks in the order of the client, and stops where Outlook stops. */
export function choose(
  { name, mapiHttp, order }: Client,
  candidates: readonly Candidate[],
  domain: string,
): Choice {
  const ordered = order.flatMap((method) => candidates.find((candidate) => candidate.method === method) ?? [])
  const stop = ordered.findIndex(({ journey }) => journey.end.kind === 'foreign')
  const before = stop < 0 ? ordered : ordered.slice(0, stop)
  const taken = firstFound(before)
  const met = taken
    ? ordered.slice(0, ordered.indexOf(taken) + 1)
    : ordered.slice(0, stop < 0 ? undefined : stop + 1)
  const asked = met.map((candidate) => ({
    candidate,
    prompts: [
      ...candidate.warnings.map(
        (warning) => `whether to go on in spite of a certificate warning for ${warning.host}`,
      ),
      ...(candidate === taken ? promptsOf(taken, domain) : []),
    ],
  }))
  const prompts = [...new Set(asked.flatMap((each) => each.prompts))]
  return { client: name, mapiHttp, taken, prompts, met: asked }
}

function promptsOf(taken: Candidate, domain: string): string[] {
  const host = hostOf(taken)
  const asksConsent = taken.method === 'http-redirect' || taken.method === 'srv'
  return [
    ...(asksConsent && host !== `autodiscover.${domain}`
      ? [`whether ${host} may configure the account`]
      : []),
    ...(taken.journey.end.kind === 'sign-in' ? ['the password'] : []),
  ]
}

/** The host at which a candidate's way ends. */
export function hostOf({ journey }: Candidate): string {
  return lastHop(journey).host
}

/** The URL at which a candidate's way ends. */
export function urlOf({ journey }: Candidate): string {
  return lastHop(journey).url
}
