import { check, type Step, settle } from '../../engine/index.ts'
import { type CertificateProblem, glanceAtCertificate } from '../certificate/glance.ts'
import type { Asked } from './ask.ts'
import { isFound, type Journey } from './end.ts'
import { looksLikeExchange } from './exchange-signs.ts'
import { follow } from './journey.ts'

export type Method = 'root-domain' | 'autodiscover-domain' | 'http-redirect' | 'srv'

/**
 * - `answers`, `redirects`: Autodiscover is here, or where this leads
 * - `prompts`: Outlook warns of a certificate before it goes on
 * - `not-here`: nothing, or a site that knows nothing of Autodiscover; Outlook goes on without a word
 * - `broken`: something that should have been Autodiscover
 * - `unknown`: it could not be asked
 */
export type Outcome = 'answers' | 'redirects' | 'prompts' | 'not-here' | 'broken' | 'unknown'

/** A certificate on the way that Outlook warns of. */
export interface Warning {
  readonly host: string
  readonly problem: CertificateProblem
  readonly names: readonly string[]
  readonly issuer: string
}

export interface Candidate {
  readonly method: Method
  readonly outcome: Outcome
  readonly journey: Journey
  /** In the order of the way; the first stops Outlook until somebody says yes. */
  readonly warnings: readonly Warning[]
}

type Question = { method: Method; url: string; email: string }

/** What does Outlook find by this one method? */
export const examineCandidate = check(
  'autodiscover.candidate',
  async (step, { method, url, email }: Question): Promise<Candidate> => {
    const journey = await follow(step, { url, email, redirectAlone: method === 'http-redirect' })
    const warnings = await lookAtCertificates(step, journey)
    const outcome = outcomeOf(journey, warnings)
    step.note('autodiscover.outcome', {
      outcome,
      end: journey.end.kind,
      through: journey.hops.map((hop) => hop.url),
      warnings: warnings.map(({ host, problem }) => ({ host, problem })),
    })
    return { method, outcome, journey, warnings }
  },
  // That one method leads nowhere is healthy as long as another does: the search judges that.
  { needed: false },
)

async function lookAtCertificates(step: Step, { hops }: Journey): Promise<Warning[]> {
  const shown = hops.filter(({ answer }) => answer !== undefined && answer.chain.length > 0)
  const glances = await Promise.all(
    shown.map(async ({ host, answer }) => ({
      host,
      glance: await settle(glanceAtCertificate(step, { host, chain: answer?.chain ?? [] })),
    })),
  )
  return glances.flatMap(({ host, glance }) => {
    if (!glance.answered || glance.answer.problem === undefined) return []
    const { problem, names, issuer } = glance.answer
    return [{ host, problem, names, issuer }]
  })
}

function outcomeOf(journey: Journey, warnings: readonly Warning[]): Outcome {
  const { hops, end } = journey
  if (warnings.length > 0) return 'prompts'
  if (isFound(journey)) return hops.length > 1 ? 'redirects' : 'answers'
  switch (end.kind) {
    case 'silent':
      return SILENCE[end.reason.code.split('.')[0] ?? ''] ?? ABSENCE[end.reason.code] ?? 'unknown'
    case 'other-answer':
      return hops.some(looksLikeExchange) ? 'broken' : 'not-here'
    case 'sign-in':
      return 'not-here'
    default:
      return 'broken'
  }
}

const ABSENCE: Readonly<Record<string, Outcome>> = {
  'dns.no-address': 'not-here',
  'connect.refused': 'not-here',
  'connect.timed-out': 'not-here',
  'connect.unreachable': 'not-here',
  'connect.closed': 'not-here',
  'connect.failed': 'not-here',
}

/** It takes connections, and then does not get far. */
const SILENCE: Readonly<Record<string, Outcome>> = { tls: 'broken', http: 'broken' }

/** The hop that a host answered at, if it was asked on the way. */
export function hopAt({ journey }: Candidate, host: string): Asked | undefined {
  return journey.hops.find((hop) => hop.host === host)
}
