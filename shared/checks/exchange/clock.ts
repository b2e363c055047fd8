import type { Step } from '../../engine/index.ts'
import { clockSkew } from '../../findings/index.ts'
import { parseHttpDate } from '../../protocols/http/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import type { HttpAnswer } from '../http/request.ts'

/** What Kerberos bears. */
const TOLERANCE_MS = 5 * 60_000

/**
 * Is the server's clock right? NTLM's own time counts before the `Date` of answers, which a proxy may have set. Of
 * several the nearest counts: an answer may have been on its way for long.
 */
export function explainClock(
  step: Step,
  host: string,
  ntlmAheadMs: readonly number[],
  answers: readonly HttpAnswer[],
): void {
  for (const [source, ahead] of [
    ['ntlm', nearest(ntlmAheadMs)],
    ['date', nearest(answers.flatMap(aheadBy))],
  ] as const) {
    if (ahead === undefined || Math.abs(ahead) <= TOLERANCE_MS) continue
    step.find(clockSkew({ host, minutes: Math.round(ahead / 60_000), source }))
    return
  }
}

function nearest(offsets: readonly number[]): number | undefined {
  return offsets.toSorted((left, right) => Math.abs(left) - Math.abs(right))[0]
}

function aheadBy({ headers, answeredAt }: HttpAnswer): number[] {
  const date = headers.first('Date')
  if (date === undefined || headers.first('Age') !== undefined) return []
  try {
    return [parseHttpDate(date, answeredAt) - answeredAt]
  } catch (error) {
    if (error instanceof ProtocolError) return []
    throw error
  }
}
