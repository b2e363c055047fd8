import { iisError } from '../http/iis/error-response.ts'
import { poolStopped } from '../http/iis/http-sys.ts'
import { urlOf } from '../http/location.ts'
import type { Answer, HttpRequest } from '../http/message.ts'
import { redirectTo } from '../http/redirect-response.ts'
import type { FixedAnswer } from './exchange-service.ts'
import type { ServerFacts } from './server-facts.ts'

/** The answer that the data fixes. */
export function fixedResponse(answer: FixedAnswer, request: HttpRequest, server: ServerFacts): Answer {
  if (answer === 'pool-stopped') return poolStopped(server.clockAheadMinutes)
  if (answer === 'reset' || answer === 'silence') return answer
  if ('redirect' in answer) return redirectTo(urlOf(answer.redirect, request, server.domain), answer.status)
  const page = iisError(answer.status, answer.substatus)
  if (answer.retryAfterSeconds === undefined) return page
  return { ...page, headers: [...page.headers, ['Retry-After', String(answer.retryAfterSeconds)]] }
}
