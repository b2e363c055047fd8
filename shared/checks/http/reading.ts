import type { Product } from '../../findings/index.ts'
import { schemesOffered } from '../../protocols/http/index.ts'
import { leadsToLogin, showsLogin } from './login.ts'
import { productOf } from './product.ts'
import type { HttpAnswer } from './request.ts'

/**
 * What an answer to a request without credentials means.
 * - `challenge`, `no-challenge`: 401, with and without a way to sign in
 * - `success`: 2xx that is no web page
 * - `web-page`, `login-page`: a page for people; `login-page` also for a redirect to one
 * - `redirect`: to anywhere else
 * - `method-refused`: the verb is not taken (405, 501)
 * - `rejected`: the request is not taken as it is (400, 408, 411, 413, 414, by request filtering 404.6 and 404.13, by
 *   TMG's HTTP filter)
 * - `missing`, `denied`: 404 and 403
 * - `ssl-required`, `client-certificate`: 403.4 and 403.7
 * - `throttled`, `unavailable`, `inner-name`, `broken`: 5xx
 */
export type AnswerKind =
  | 'challenge'
  | 'no-challenge'
  | 'success'
  | 'web-page'
  | 'login-page'
  | 'redirect'
  | 'method-refused'
  | 'rejected'
  | 'missing'
  | 'denied'
  | 'ssl-required'
  | 'client-certificate'
  | 'throttled'
  | 'unavailable'
  | 'inner-name'
  | 'broken'
  | 'other'

export interface AnswerReading {
  readonly kind: AnswerKind
  readonly status: number
  /** As IIS tells it in its error page: 13 of `404.13`. */
  readonly substatus?: number
  /** Authentication schemes, in the field's spelling, each once. */
  readonly schemes: readonly string[]
  readonly product: Product
  /** Where a redirect leads, absolute. */
  readonly location?: string
}

/** Reads an answer. `url` is what was asked: a redirect may be relative to it. */
export function readAnswer(answer: HttpAnswer, url: string): AnswerReading {
  const substatus = substatusOf(answer)
  const location = locationOf(answer, url)
  const schemes = schemesOf(answer)
  return {
    kind: kindOf(answer, { substatus, location, schemes }),
    status: answer.status,
    schemes,
    product: productOf(answer),
    ...(substatus === undefined ? {} : { substatus }),
    ...(location === undefined ? {} : { location }),
  }
}

type Parts = {
  substatus: number | undefined
  location: string | undefined
  schemes: readonly string[]
}

function kindOf(answer: HttpAnswer, { substatus, location, schemes }: Parts): AnswerKind {
  const { status, reason, body } = answer
  if (status === 401) return schemes.length > 0 ? 'challenge' : 'no-challenge'
  if (status >= 300 && status < 400 && location !== undefined) {
    return leadsToLogin(location) ? 'login-page' : 'redirect'
  }
  if (status >= 200 && status < 300) {
    if (!isPage(answer)) return 'success'
    return showsLogin(body) ? 'login-page' : 'web-page'
  }
  // Said by TMG with 500 and 502 alike.
  if (/-2146893022|target principal name is incorrect/i.test(`${reason} ${body}`)) return 'inner-name'
  if (/\b12217\b|rejected by the HTTP filter/i.test(`${reason} ${body}`)) return 'rejected'
  switch (status) {
    case 400:
    case 408:
    case 411:
    case 413:
    case 414:
      return 'rejected'
    case 403:
      if (substatus === 4 || /\bSSL (?:is )?required/i.test(body)) return 'ssl-required'
      return substatus === 7 ? 'client-certificate' : 'denied'
    case 404:
      return substatus === 13 || substatus === 6 ? 'rejected' : 'missing'
    case 405:
    case 501:
      return 'method-refused'
    case 503:
      return isThrottled(answer) ? 'throttled' : 'unavailable'
    case 502:
    case 504:
      return 'unavailable'
    default:
      return status >= 500 ? 'broken' : 'other'
  }
}

/** It is busy, or names a time to come back at. */
function isThrottled(answer: HttpAnswer): boolean {
  return saysRpcIsBusy(answer) || answer.headers.first('Retry-After') !== undefined
}

/** RPC_S_SERVER_TOO_BUSY, as the RPC proxy says it in the reason. */
export function saysRpcIsBusy({ reason }: HttpAnswer): boolean {
  return /RPC Error: 6bb\b/i.test(reason)
}

function isPage({ headers }: HttpAnswer): boolean {
  return /^(?:text\/html|application\/xhtml)/i.test(headers.first('Content-Type') ?? '')
}

function substatusOf({ status, body }: HttpAnswer): number | undefined {
  const digits = new RegExp(`\\b${status}\\.(\\d{1,2})\\b`).exec(body)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function locationOf({ headers }: HttpAnswer, url: string): string | undefined {
  const location = headers.first('Location')
  return location === undefined ? undefined : (URL.parse(location, url)?.href ?? undefined)
}

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  ['Negotiate', 'NTLM', 'Basic', 'Bearer', 'Digest', 'Kerberos'].map((name) => [name.toLowerCase(), name]),
)

function schemesOf({ headers }: HttpAnswer): readonly string[] {
  const offered = schemesOffered(headers.all('WWW-Authenticate'))
  return [...new Set(offered.map((name) => SPELLINGS.get(name.toLowerCase()) ?? name))]
}
