import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { MEDIA_TYPES, type ReportFormat } from '../shared/render/formats.ts'
import { Problem } from './problem.ts'

/** What a run can be answered with: its report when it has ended, or its events as they happen. */
export type Format = ReportFormat | 'events' | 'ndjson'

/** The media type of each, the default first; of equally welcome ones the first is taken. */
const TYPES: Readonly<Record<Format, string>> = {
  json: MEDIA_TYPES.json,
  events: 'text/event-stream',
  ndjson: 'application/x-ndjson',
  text: MEDIA_TYPES.text,
  html: MEDIA_TYPES.html,
  markdown: MEDIA_TYPES.markdown,
  sarif: MEDIA_TYPES.sarif,
  junit: MEDIA_TYPES.junit,
  prometheus: MEDIA_TYPES.prometheus,
}
export const FORMATS = Object.keys(TYPES) as Format[]

/** What `Content-Type` says of an answer. */
export function contentType(format: Format): string {
  return TYPES[format]
}

interface MediaRange {
  readonly type: string
  readonly params?: Readonly<Record<string, string>>
  readonly q: number
}

/**
 * The format that the caller asks for: by name in the query (`?format=html`), which goes before `Accept`, or the one that
 * `Accept` likes best.
 *
 * @throws Problem `invalid-request`, `not-acceptable`
 */
export function chooseFormat(context: Context): Format {
  const [named, ...more] = context.req.queries('format') ?? []
  return named === undefined ? acceptedFormat(context) : namedFormat(named, more)
}

function namedFormat(named: string, more: readonly string[]): Format {
  const format = FORMATS.find((each) => each === named)
  if (format !== undefined && more.length === 0) return format
  throw new Problem('invalid-request', 'A run is answered in one of a few formats.', { expected: FORMATS })
}

/**
 * Each format has the weight of the most specific range that covers it (RFC 9110 section 12.5.1); of equal ones the first in
 * our order.
 */
function acceptedFormat(context: Context): Format {
  const chosen = accepts(context, {
    header: 'Accept',
    supports: FORMATS,
    default: 'json',
    match: (ranges) => bestFormat(ranges) ?? '',
  })
  const format = FORMATS.find((each) => each === chosen)
  if (format !== undefined) return format
  throw new Problem(
    'not-acceptable',
    'A run is answered in one of a few formats, and "Accept" allows none.',
    {
      expected: FORMATS.map((each) => TYPES[each].replace(/; charset=.*/, '')),
    },
  )
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
  const [type = '', ...parameters] = TYPES[format].split('; ')
  const version = parameters.find((each) => each.startsWith('version='))?.slice('version='.length)
  const [main] = type.split('/')
  const covers = (range: MediaRange, covering: string, wanted: string | undefined) =>
    range.type.toLowerCase() === covering && range.params?.version === wanted
  // Prometheus asks for plain text of its own version, which no other plain text is.
  for (const [covering, wanted] of [[type, version], [type], [`${main}/*`], ['*/*']] as const) {
    const range = ranges.find((each) => covers(each, covering ?? '', wanted))
    if (range !== undefined) return range.q
  }
  return 0
}
