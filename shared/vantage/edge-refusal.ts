import { RequestError } from '../probes/request-error.ts'
import { EdgeError } from './edge-error.ts'
import { PROBLEM_TYPE_PREFIX, type ProblemDetails } from './edge-problem.ts'

/** Why the edge at that URL runs nothing, as it says itself. */
export function edgeRefusal(problem: ProblemDetails, url: URL): EdgeError | RequestError {
  const code = problem.type.slice(PROBLEM_TYPE_PREFIX.length)
  if (problem.status === 401) return new EdgeError('unauthorised', `${url.host}: ${problem.detail}`)
  if (problem.status === 400 || code === 'unknown-probe') return new RequestError(code, problem.detail)
  const expected = problem.expected === undefined ? '' : ` (${[problem.expected].flat().join('; ')})`
  return new EdgeError('refused', `${url.host}: ${problem.title}. ${problem.detail}${expected}`)
}
