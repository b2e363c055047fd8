import type { Step } from '../../engine/index.ts'
import { backendUnreachable, type Generation, throttled } from '../../findings/index.ts'
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
 * Asks a service as the user. What every service can fail by, a server that is too busy or a front end that reaches no back end,
 * ends the step with its finding.
 */
export async function askService(
  step: Step,
  place: ServicePlace,
  request: Omit<SignedInRequest, 'path'>,
  path: string = place.path,
): Promise<SignedInAnswer> {
  const { host, generation } = place
  const at = { ...place }
  const answer = await askSignedIn(step, at, { ...request, path })
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
