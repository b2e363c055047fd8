import { reasonOf, type Step } from '../../engine/index.ts'
import { backendUnreachable, type Generation, throttled } from '../../findings/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { SignInError, type SignInErrorCode } from '../../sign-in/index.ts'
import { explainBreak } from '../sign-in/explain-break.ts'
import { askSignedIn, type SignedInAnswer } from '../sign-in/open.ts'
import type { SignedInRequest } from '../sign-in/request.ts'
import { isThrottled, symptomOfBackEnd } from './back-end.ts'

/** A service that Autodiscover hands out, at one address of its host, and for whom it is asked. */
export type ServicePlace = {
  host: string
  address: string
  port: number
  /** Path and query, as they were handed out. */
  path: string
  /** The user's address. */
  mailbox: string
  generation?: Generation
  /** The service alone is asked after: what fails here is an error, where it is a warning beside Outlook's own ways. */
  alone?: boolean
}

/**
 * A sign-in that was under way, and was not judged. What is on offer, and who gets a credential, is told elsewhere; a refusal has its
 * reason where the user was let in before: in a binding, or in what stands between.
 */
const BROKEN: readonly SignInErrorCode[] = ['sign-in.not-asked', 'sign-in.connection-not-kept']

/**
 * Asks a service as the user. What every service can fail by, a sign-in that breaks off, a server that is too busy or a front end
 * that reaches no back end, ends the step with its finding.
 */
export async function askService(
  step: Step,
  place: ServicePlace,
  request: Omit<SignedInRequest, 'path'>,
  path: string = place.path,
): Promise<SignedInAnswer> {
  const { host, generation } = place
  const at = { ...place }
  const answer = await askSignedIn(step, at, { ...request, path }).catch((error) =>
    explainNoAnswer(step, place, path, error),
  )
  const { status, headers } = answer
  const known = { host, ...(generation && { generation }) }
  const bare = path.replace(/\?.*$/, '')
  if (isThrottled(answer)) {
    const retryAfter = headers.first('Retry-After')
    step.find(throttled({ ...known, paths: [bare], ...(retryAfter !== undefined && { retryAfter }) }))
    return step.cannotTell('service.busy', `${host} is too busy for ${bare}`)
  }
  const unreachable = symptomOfBackEnd(answer)
  // What answers in SOAP has its back end.
  if (unreachable && !/xml/i.test(headers.first('Content-Type') ?? '')) {
    step.find(backendUnreachable({ ...known, path: bare, status, ...unreachable }))
    return step.fail('service.back-end', `${host} answers ${bare} with ${status} of its front end`)
  }
  return answer
}

function explainNoAnswer(step: Step, place: ServicePlace, path: string, error: unknown): never {
  const { host, generation, alone } = place
  if (step.signal.aborted || !isBreak(error)) throw error
  const at = { host, path: path.replace(/\?.*$/, ''), ...(generation && { generation }) }
  explainBreak(step, at, error, alone === true ? undefined : 'warning')
  const { code, message } = reasonOf(error)
  return step.fail(code, message)
}

/** What TLS or a port that is closed keeps from being asked is told by who looks there. */
function isBreak(error: unknown): error is ConnectError | ProtocolError {
  if (error instanceof SignInError) return BROKEN.includes(error.code)
  if (error instanceof ConnectError) return error.code === 'closed'
  return error instanceof ProtocolError && /^(?:http\.|tls\.closed-without-notify$)/.test(error.code)
}
