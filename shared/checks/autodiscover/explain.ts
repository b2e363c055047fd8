import type { Step } from '../../engine/index.ts'
import { authAnonymousAllowed, autodiscoverErrorResponse } from '../../findings/index.ts'
import type { Candidate } from './candidate.ts'
import { lastHop } from './end.ts'
import { isSurelyExchange } from './exchange-signs.ts'
import { explainAbsence } from './explain-absence.ts'
import { wrongAnswer } from './explain-failure.ts'
import { explainForeignProvider, explainWildcard } from './explain-name.ts'
import { explainFound, explainWrongTurns } from './explain-redirects.ts'
import { explainSrv } from './explain-srv.ts'
import type { Search } from './search.ts'

/** Says what is wrong; answers whether the host `autodiscover` is there by a wildcard record alone. */
export async function explainFaults(step: Step, search: Search): Promise<boolean> {
  const { candidates, found, untold } = search
  const lowered = found ? 'info' : undefined
  const foreign = explainForeignProvider(step, search)
  const wildcard = await explainWildcard(step, search)
  await explainSrv(step, search, wildcard)
  explainFound(step, search)
  const turns = explainWrongTurns(step, search)
  const wrong = candidates.flatMap((candidate) =>
    isDedicated(candidate, wildcard, found) ? (wrongAnswer(candidate.journey, lowered) ?? []) : [],
  )
  for (const finding of wrong) step.find(finding)
  explainOwnAnswer(step, search)
  const told = foreign || wildcard || turns || wrong.length > 0
  if (!found && !told && !untold) await explainAbsence(step, search)
  return wildcard
}

/** Whether the host is there for Autodiscover, so that what it answers says something of Exchange. */
function isDedicated(
  { method, journey }: Candidate,
  wildcard: boolean,
  found: Candidate | undefined,
): boolean {
  if (method === 'root-domain') return !found && journey.hops.some(isSurelyExchange)
  // Where port 80 of a host answers, and no redirect, it is told with the ports.
  return !(wildcard && method !== 'srv') && (method !== 'http-redirect' || journey.hops.length > 1)
}

/** What the service itself says to somebody who did not sign in: an error (X07), or too much (A04). */
function explainOwnAnswer(step: Step, { found, mailbox }: Search): void {
  if (!found) return
  const { end } = found.journey
  const { host, url } = lastHop(found.journey)
  // Of an address that is made up the service may well say that it does not know it.
  const ofTheAddress = end.kind === 'error' && [500, 501, 602].includes(end.code)
  if (end.kind === 'error' && (mailbox || !ofTheAddress)) {
    step.find(autodiscoverErrorResponse({ url, errorCode: end.code, message: end.message }))
  } else if (end.kind !== 'sign-in') {
    step.find(authAnonymousAllowed({ host, paths: [new URL(url).pathname] }))
  }
}
