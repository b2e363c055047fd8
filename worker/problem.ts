import { PROBLEM_TYPE_PREFIX, type ProblemDetails } from '../shared/vantage/edge-problem.ts'

/** Every problem that the API tells: its code, which ends the `type`, its status and its title. */
const PROBLEMS = {
  'invalid-json': [400, 'The body is not JSON'],
  'invalid-request': [400, 'The request is not as the API has it'],
  'personal-target': [400, 'A mail address does not belong in a URL'],
  'bad-target': [400, 'The target cannot be read'],
  'bad-roots': [400, 'The trust anchors cannot be read'],
  'bad-override': [400, 'An override cannot be used'],
  'bad-server': [400, 'The server cannot be read'],
  'bad-option': [400, 'The probe has no use for an option'],
  unauthorised: [401, 'A token is needed'],
  'unknown-probe': [404, 'There is no such probe'],
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'not-acceptable': [406, 'No such format'],
  'body-too-large': [413, 'The body is too large'],
  'upgrade-required': [426, 'This speaks WebSocket'],
  'unsupported-media-type': [415, 'The body is of an unknown media type'],
  'too-many-runs': [429, 'Too many runs'],
  'internal-error': [500, 'Outpost went wrong'],
  misconfigured: [503, 'This Outpost is not set up'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof PROBLEMS

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code)
}

export interface ProblemExtras extends Pick<ProblemDetails, 'expected' | 'errors'> {
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Why a request comes to no run. Thrown anywhere, answered as problem details (RFC 9457). The detail is for
 * the caller: nothing of a credential and nothing of the inside belongs in it.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    this.code = code
    this.extras = extras
  }
}

/** The members that a problem is told with. */
export function problemDetails({ code, message, extras }: Problem): ProblemDetails {
  const [status, title] = PROBLEMS[code]
  const { headers: _headers, ...members } = extras
  return { type: `${PROBLEM_TYPE_PREFIX}${code}`, title, status, detail: message, ...members }
}

export function problemResponse(problem: Problem): Response {
  const details = problemDetails(problem)
  return new Response(`${JSON.stringify(details)}\n`, {
    status: details.status,
    headers: { 'content-type': 'application/problem+json', ...problem.extras.headers },
  })
}
