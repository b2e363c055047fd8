import { deadlineSecondsOf, type ProbeRequest, type RunDeadlines, STEP_SHARE } from '../engine/index.ts'
import { RequestError } from './request-error.ts'

/**
 * Refuses to hold a connection for longer than a step of the run can last there: nothing would come of it but that the time
 * was over.
 *
 * @throws RequestError `bad-option`, which says how long may be asked for, and whether a later deadline helps
 */
export function requireRoomToHold(request: ProbeRequest, deadlines: RunDeadlines): void {
  const { holdSeconds } = request.rpc ?? {}
  if (holdSeconds === undefined) return
  const deadline = deadlineSecondsOf(request, deadlines)
  const { longestDeadlineSeconds: longest } = deadlines
  const [most, mostEver] = [deadline, longest].map((seconds) => Math.floor(seconds * STEP_SHARE))
  if (most === undefined || holdSeconds <= most) return
  const needed = Math.ceil(holdSeconds / STEP_SHARE)
  const remedy =
    needed <= longest
      ? `or a deadline of ${needed} seconds or more`
      : `and ${mostEver} with the latest deadline there is here, ${longest} seconds`
  throw new RequestError(
    'bad-option',
    `a connection cannot be held for ${holdSeconds} seconds in a run of ${deadline}: expected at most ${most}, ${remedy}`,
  )
}
