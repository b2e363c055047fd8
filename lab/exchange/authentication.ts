import { type Header, type HttpRequest, headerOf, hostOf } from '../http/message.ts'
import { answerToken } from '../ntlm/answer-token.ts'
import type { DirectorySettings, Scheme } from './exchange-service.ts'
import type { ServerFacts } from './server-facts.ts'

/** The WWW-Authenticate fields of a refusal: the schemes on offer, or the next step of the one under way. */
export function challengesFor(
  request: HttpRequest,
  settings: DirectorySettings,
  server: ServerFacts,
): readonly Header[] {
  const schemes = settings.schemes ?? []
  const next = nextStep(request, schemes, server)
  if (next !== undefined) return [['WWW-Authenticate', next]]
  return schemes.map((scheme) => ['WWW-Authenticate', offerOf(scheme, settings, request)])
}

function offerOf(scheme: Scheme, settings: DirectorySettings, request: HttpRequest): string {
  return scheme === 'Basic' ? `Basic realm="${settings.realm ?? hostOf(request)}"` : scheme
}

function nextStep(
  request: HttpRequest,
  schemes: readonly Scheme[],
  { ntlm, clockAheadMinutes }: ServerFacts,
): string | undefined {
  const [, name, token] = /^(NTLM|Negotiate) +(\S+)$/i.exec(headerOf(request, 'authorization') ?? '') ?? []
  const scheme = schemes.find((one) => one.toLowerCase() === name?.toLowerCase())
  if (scheme === undefined || token === undefined) return undefined
  const answer = answerToken(ntlm, token, Date.now() + clockAheadMinutes * 60_000)
  return answer && `${scheme} ${answer}`
}
