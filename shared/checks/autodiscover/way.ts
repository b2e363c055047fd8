import type { OutlookStep } from '../../engine/index.ts'
import { type CandidateStep, candidates } from '../../protocols/autodiscover/index.ts'
import type { Candidate } from './candidate.ts'
import { type Choice, type Client, urlOf } from './choose.ts'
import { lastHop } from './end.ts'

/** What was found in Exchange Online for the address: its URL, when it says that it holds the mailbox. */
export type CloudAnswer = { readonly asked: boolean; readonly url?: string }

/** The search of one Outlook, step by step in its order, those that only its own machine can see among them. */
export function wayOf(
  client: Client,
  { met, taken }: Choice,
  domain: string,
  cloud: CloudAnswer,
): OutlookStep[] {
  let ended = false
  return candidates(client.generations[0], domain).map(({ step, request }): OutlookStep => {
    const url = request === undefined || request.kind === 'srv' ? {} : { url: request.url }
    const at = { method: step, ...url, prompts: [] }
    if (!isSeen(step, client)) return unseen(at, ended, cloud)
    if (ended) return { ...at, outcome: 'not-reached' }
    const asked = met.find(({ candidate }) => candidate.method === step)
    if (asked === undefined) return { ...at, outcome: 'goes-on' }
    const { candidate, prompts } = asked
    const stops = candidate !== taken && candidate.journey.end.kind === 'foreign'
    ended = candidate === taken || stops
    return {
      ...at,
      ...whatCame(candidate),
      outcome: candidate === taken ? 'taken' : stops ? 'stops' : 'goes-on',
      prompts: [...prompts],
    }
  })
}

function isSeen(step: CandidateStep, { order }: Client): boolean {
  return order.some((method) => method === step)
}

/** On the machine itself, in Active Directory, or at a service that Outlook asks when it thinks that the domain is there. */
function unseen(
  at: Pick<OutlookStep, 'method' | 'url' | 'prompts'>,
  ended: boolean,
  cloud: CloudAnswer,
): OutlookStep {
  if (ended) return { ...at, outcome: 'not-reached' }
  if (at.method !== 'office-365' || !cloud.asked) return { ...at, outcome: 'unseen' }
  return cloud.url === undefined
    ? { ...at, outcome: 'goes-on' }
    : { ...at, outcome: 'stops', leadsTo: cloud.url }
}

function whatCame(candidate: Candidate): Pick<OutlookStep, 'url' | 'leadsTo' | 'status' | 'reason'> {
  const [first] = candidate.journey.hops
  const { reading, failure } = lastHop(candidate.journey)
  const end = urlOf(candidate)
  return {
    url: first.url,
    ...(end !== first.url && { leadsTo: end }),
    ...(reading ? { status: reading.status } : failure && { reason: failure.code }),
  }
}
