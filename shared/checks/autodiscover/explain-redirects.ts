import type { Step } from '../../engine/index.ts'
import {
  credentialsExposed,
  hstsBreaksRedirect,
  port80Closed,
  redirectConsentPrompt,
  redirectInsecure,
  redirectLoop,
  redirectMethodNotARedirect,
} from '../../findings/index.ts'
import { sameOrganisation } from '../../protocols/autodiscover/index.ts'
import type { Candidate } from './candidate.ts'
import { hostOf } from './choose.ts'
import { lastHop } from './end.ts'
import { looksLikeExchange } from './exchange-signs.ts'
import { candidateBy, type Search } from './search.ts'

/** A redirect that Outlook takes makes it ask the user (D09), and port 80 is needed for it (H15). */
export function explainFound(step: Step, search: Search): void {
  const { domain, found } = search
  if (!found) return
  const host = hostOf(found)
  const start = found.journey.hops[0].host
  const by = found.method === 'srv' || found.method === 'http-redirect' ? found.method : 'https-redirect'
  const asksConsent =
    by === 'https-redirect' ? !sameOrganisation(start, host) : host !== `autodiscover.${domain}`
  if (asksConsent) {
    const otherOrganisation = !sameOrganisation(domain, host)
    step.find(redirectConsentPrompt({ domain, host, by, otherOrganisation }))
  }
  if (found.method !== 'http-redirect') return
  const root = candidateBy(search, 'root-domain')?.journey.hops[0]
  const header = root?.host === domain ? root.answer?.headers.first('Strict-Transport-Security') : undefined
  if (header !== undefined && /\bincludeSubDomains\b/i.test(header))
    step.find(hstsBreaksRedirect({ domain, header }))
}

/**
 * Ways that go in a circle (D10) or leave https (D11). Harmless where another method leads to Exchange. Says whether
 * there was one.
 */
export function explainWrongTurns(step: Step, search: Search): boolean {
  let told = false
  for (const candidate of search.candidates) {
    if (!isMeant(candidate)) continue
    const { hops, end } = candidate.journey
    const lowered = search.found ? 'info' : undefined
    if (end.kind === 'loop') {
      told = true
      const start = end.how === 'address' ? (end.through[0] ?? '') : hops[0].url
      step.find(redirectLoop({ start, kind: end.how, through: end.through.slice(0, 12) }, lowered))
    }
    if (end.kind === 'insecure') {
      told = true
      const { to, problem } = end
      step.find(redirectInsecure({ from: lastHop(candidate.journey).url, to, problem }, lowered))
    }
  }
  return told
}

/**
 * Redirects to a host whose certificate is not its own (D11), and which hosts these are. The certificate of the host that
 * publishes Exchange is a matter of its own.
 */
export function explainUntrustedTurns(
  step: Step,
  { journey, warnings }: Candidate,
  published: string,
): string[] {
  return journey.hops.flatMap(({ host, url }, position) => {
    const before = journey.hops[position - 1]
    const warned = warnings.some((warning) => warning.host === host)
    if (!before || before.host === host || host === published || !warned) return []
    step.find(redirectInsecure({ from: before.url, to: url, problem: 'certificate' }))
    return [host]
  })
}

/** The domain's own web site may redirect as it likes, unless Exchange is behind it. */
function isMeant({ method, journey }: Candidate): boolean {
  return method !== 'root-domain' || journey.hops.some(looksLikeExchange)
}

/** Asks for a password in the clear (S01). */
export function explainPlainPassword(step: Step, search: Search): void {
  const first = candidateBy(search, 'http-redirect')?.journey.hops[0]
  if (!first?.reading?.schemes.includes('Basic')) return
  step.find(credentialsExposed({ host: first.host, how: 'basic-over-http', domain: search.domain }))
}

/** Nothing else works and the method by port 80 is no redirect (D08). Says whether that was told. */
export function explainNoRedirect(step: Step, search: Search): boolean {
  const candidate = candidateBy(search, 'http-redirect')
  if (!candidate) return false
  const { hops, end } = candidate.journey
  const [first] = hops
  if (end.kind !== 'other-answer' || !first.reading) return false
  const server = first.answer?.headers.first('Server') ?? ''
  const leadsTo = hops.length > 1 ? lastHop(candidate.journey).url : undefined
  const { status } = end.reading
  step.find(redirectMethodNotARedirect({ host: first.host, status, server, ...(leadsTo && { leadsTo }) }))
  return true
}

/** Nothing else works and port 80, where the redirect would be, is closed (D16). Says whether it is so. */
export function explainClosedPort80(step: Step, search: Search): boolean {
  const [first] = candidateBy(search, 'http-redirect')?.journey.hops ?? []
  const how = /^connect\.(.*)$/.exec(first?.failure?.code ?? '')?.[1]
  const [address] = first?.addresses ?? []
  if (!first || how === undefined || address === undefined) return false
  step.find(port80Closed({ host: first.host, address, how }))
  return true
}
