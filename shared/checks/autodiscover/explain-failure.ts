import { type NewFinding, type Severity, type Step, settle } from '../../engine/index.ts'
import { examineHost } from '../certificate/host.ts'
import { resolveHost } from '../dns/addresses.ts'
import { reachPort } from '../reachability/port.ts'
import type { Asked } from './ask.ts'
import { type Journey, lastHop } from './end.ts'
import { looksLikeExchange } from './exchange-signs.ts'
import { findingFor } from './explain-answer.ts'

/** Answers that a web site has no reason to give: somebody stands in front of Exchange, or it is ill. */
const TELLING = ['login-page', 'no-challenge', 'denied', 'ssl-required', 'client-certificate', 'inner-name']
const ILL = ['unavailable', 'throttled', 'broken']

/** What is wrong where a way ends at something that is Exchange's, or in front of it; nothing for a mere web site. */
export function wrongAnswer(journey: Journey, lowered?: Severity): NewFinding | undefined {
  const { hops, end } = journey
  if (end.kind !== 'other-answer') return undefined
  const turned = hops.find(leavesAutodiscover)
  if (hops.some(looksLikeExchange)) return findingFor(turned ?? lastHop(journey), lowered)
  const { kind } = end.reading
  return TELLING.includes(kind) || ILL.includes(kind) ? findingFor(lastHop(journey), lowered) : undefined
}

/** A redirect to somewhere that has nothing to do with Autodiscover: one that was meant for the site as a whole. */
function leavesAutodiscover({ reading }: Asked): boolean {
  if (reading?.kind !== 'redirect' || reading.location === undefined) return false
  return !/^\/autodiscover\//i.test(new URL(reading.location).pathname)
}

/**
 * Says why a way that was meant to lead to Autodiscover does not: the name, the port, TLS, or what answers. Says
 * whether it was told.
 */
export async function explainFailure(step: Step, journey: Journey): Promise<boolean> {
  const { host, port } = lastHop(journey)
  const { end } = journey
  if (end.kind === 'other-answer') {
    const finding = findingFor(lastHop(journey))
    if (finding) step.find(finding)
    return finding !== undefined
  }
  if (end.kind !== 'silent') return false
  const { code } = end.reason
  if (code === 'dns.no-address') await settle(resolveHost(step, { host }))
  else if (code.startsWith('connect.')) await settle(reachPort(step, { host, port }))
  else if (code.startsWith('tls.')) await settle(examineHost(step, { host, port }))
  else return false
  return true
}
