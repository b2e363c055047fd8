import { expect, test } from 'vitest'
import { RequestError, requireRoomToHold } from '../../../shared/probes/index.ts'

const EDGE = { defaultDeadlineSeconds: 60, longestDeadlineSeconds: 120 }
const HERE = { defaultDeadlineSeconds: 60, longestDeadlineSeconds: 600 }
const holding = (holdSeconds: number, deadlineSeconds?: number) => ({
  ...{ probe: 'rpc-ping', target: 'mail.contoso.com', rpc: { holdSeconds } },
  ...(deadlineSeconds !== undefined && { deadlineSeconds }),
})

test.each([
  [holding(54), EDGE],
  [holding(108, 120), EDGE],
  [holding(540, 600), HERE],
  [{ probe: 'dns', target: 'contoso.com', deadlineSeconds: 1 }, EDGE],
])('what the run has time for may be held: %j', (request, deadlines) => {
  expect(() => requireRoomToHold(request, deadlines)).not.toThrow()
})

test.each([
  [holding(55), EDGE, 'expected at most 54, or a deadline of 62 seconds or more'],
  [holding(200), EDGE, 'expected at most 54, and 108 with the latest deadline there is here, 120 seconds'],
  [holding(200, 600), EDGE, 'in a run of 120: expected at most 108'],
  [holding(200), HERE, 'expected at most 54, or a deadline of 223 seconds or more'],
])('what it has no time for is refused with what is allowed: %j', (request, deadlines, allowed) => {
  const refused = () => requireRoomToHold(request, deadlines)
  expect(refused).toThrow(RequestError)
  expect(refused).toThrow(allowed)
})
