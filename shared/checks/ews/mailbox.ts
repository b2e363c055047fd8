import { check, type Step } from '../../engine/index.ts'
import { throttled, webServiceFailed } from '../../findings/index.ts'
import {
  type EwsAnswer,
  type EwsRequest,
  getAvailability,
  getInbox,
  inboxCount,
  readAvailabilityAnswer,
  readFolderAnswer,
} from '../../protocols/ews/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { askService, type ServicePlace } from '../mailbox/ask-service.ts'

/** Do the web services show the user the inbox? */
export const openInbox = check(
  'ews.inbox',
  async (step, place: ServicePlace): Promise<void> => {
    const answer = await call(step, place, 'GetFolder', getInbox(), readFolderAnswer)
    const items = inboxCount(answer)
    step.note('ews.answer', { operation: 'GetFolder', ...(items !== undefined && { items }) })
  },
  { limitSeconds: 25, needed: false },
)

/** Do the web services tell when the user is free? */
export const askAvailability = check(
  'ews.availability',
  async (step, place: ServicePlace): Promise<void> => {
    const request = getAvailability(place.mailbox, step.now())
    await call(step, place, 'GetUserAvailability', request, readAvailabilityAnswer)
    step.note('ews.answer', { operation: 'GetUserAvailability' })
  },
  { limitSeconds: 25, needed: false },
)

type Success = Extract<EwsAnswer, { kind: 'success' }>

async function call(
  step: Step,
  place: ServicePlace,
  operation: string,
  { headers, body }: EwsRequest,
  read: (body: Uint8Array) => EwsAnswer,
): Promise<Success> {
  const { mailbox, host, generation, alone } = place
  const failed = (code: string, message?: string): never => {
    // That nothing is there is told by who looks at what Autodiscover hands out.
    if (code === 'HTTP 404' && alone !== true)
      return step.fail('ews.missing', `there is nothing at ${place.path}`)
    const told = {
      mailbox,
      host,
      operation,
      code,
      ...(message && { message }),
      ...(generation && { generation }),
    }
    step.find(webServiceFailed(told, alone === true ? 'error' : 'warning'))
    return step.fail('ews.failed', `${host} answers ${operation} with ${code}`)
  }
  const {
    status,
    headers: answered,
    body: content,
  } = await askService(step, place, { method: 'POST', headers, body })
  const isXml = /xml/i.test(answered.first('Content-Type') ?? '')
  // A fault comes with 500; anything else with another status is not the service's.
  if (status !== 200 && !(status === 500 && isXml)) return failed(`HTTP ${status}`)
  try {
    const answer = read(content)
    if (answer.kind === 'success') return answer
    if (answer.code === 'ErrorServerBusy') {
      step.find(throttled({ host, paths: [place.path], ...(generation && { generation }) }))
      return step.cannotTell('ews.busy', `${host} is too busy for ${operation}`)
    }
    return failed(answer.code, answer.message)
  } catch (error) {
    if (error instanceof ProtocolError) return failed(error.code)
    throw error
  }
}
