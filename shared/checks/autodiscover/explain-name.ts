import type { Step } from '../../engine/index.ts'
import { autodiscoverForeignProvider, dnsWildcardHijack } from '../../findings/index.ts'
import type { Candidate } from './candidate.ts'
import { lastHop } from './end.ts'
import { looksLikeExchange } from './exchange-signs.ts'
import { answeredBefore } from './explain-srv.ts'
import { candidateBy, type Search } from './search.ts'
import { isWildcard } from './surroundings.ts'

/** Another mail system hands out settings of its own, and Outlook takes them (D06). Says whether that was told. */
export function explainForeignProvider(step: Step, { candidates }: Search): boolean {
  const foreign = candidates.filter(({ journey }) => journey.end.kind === 'foreign')
  for (const { journey } of foreign) {
    const { host, answer } = lastHop(journey)
    const types = journey.end.kind === 'foreign' ? [...journey.end.types] : []
    step.find(autodiscoverForeignProvider({ host, types, server: answer?.headers.first('Server') ?? '' }))
  }
  return foreign.length > 0
}

/** The host `autodiscover` leads to a web server because every name does (D05). Says whether that was told. */
export async function explainWildcard(step: Step, search: Search): Promise<boolean> {
  const { domain, addresses, found } = search
  const candidate = candidateBy(search, 'autodiscover-domain')
  if (!candidate?.journey.hops[0].answer || candidate.journey.hops.some(looksLikeExchange)) return false
  if (!(await isWildcard(step, domain, addresses))) return false
  const prompts = candidate.warnings.length > 0
  const answer = described(candidate)
  // Where another method leads to Exchange and nobody is asked anything, it does no harm.
  const lowered = found && !prompts ? 'info' : undefined
  step.find(dnsWildcardHijack({ domain, addresses: [...addresses], answer, prompts }, lowered))
  return true
}

/** Whether the host `autodiscover` has something to do with Exchange, so that its certificate is worth a finding. */
export function isNameInPlay(search: Search): boolean {
  const candidate = candidateBy(search, 'autodiscover-domain')
  if (!candidate?.journey.hops[0].answer || answeredBefore(search)) return false
  return candidate.outcome === 'prompts' || candidate.journey.hops.some(looksLikeExchange)
}

function described({ journey }: Candidate): string {
  const { answer, reading } = lastHop(journey)
  if (!answer || !reading) return 'no answer'
  const server = answer.headers.first('Server')
  const by = server === undefined ? '' : ` (${server.slice(0, 60)})`
  return `HTTP ${reading.status}${by}`
}
