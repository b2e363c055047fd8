import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { Problem } from './problem.ts'

/** What a run can be answered with, the default first. */
export const FORMATS = [
  'application/json',
  'text/event-stream',
  'application/x-ndjson',
  'text/plain',
] as const
export type Format = (typeof FORMATS)[number]

interface MediaRange {
  readonly type: string
  readonly q: number
}

/**
 * The format that the caller likes best: each has the weight of the most specific range of `Accept` that
 * covers it (RFC 9110 section 12.5.1); of equal ones the first in our order.
 *
 * @throws Problem `not-acceptable`
 */
export function chooseFormat(context: Context): Format {
  const chosen = accepts(context, {
    header: 'Accept',
    supports: [...FORMATS],
    default: FORMATS[0],
    match: (ranges) => bestFormat(ranges) ?? '',
  })
  const format = FORMATS.find((each) => each === chosen)
  if (format === undefined) {
    throw new Problem(
      'not-acceptable',
      'A run is answered in one of a few formats, and "Accept" allows none.',
      {
        expected: [...FORMATS],
      },
    )
  }
  return format
}

function bestFormat(ranges: readonly MediaRange[]): Format | undefined {
  let best: { format: Format; weight: number } | undefined
  for (const format of FORMATS) {
    const weight = weightOf(format, ranges)
    if (weight > (best?.weight ?? 0)) best = { format, weight }
  }
  return best?.format
}

function weightOf(format: Format, ranges: readonly MediaRange[]): number {
  const [main] = format.split('/')
  for (const covering of [format, `${main}/*`, '*/*']) {
    const range = ranges.find(({ type }) => type.toLowerCase() === covering)
    if (range !== undefined) return range.q
  }
  return 0
}
