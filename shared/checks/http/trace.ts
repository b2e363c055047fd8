import type { Step, TracedMessage } from '../../engine/index.ts'
import { blotted, type HeaderEntry } from '../../protocols/http/index.ts'

type Direction = TracedMessage['direction']

/** As much of a body stands in the trace. */
const LONGEST_BODY = 8 * 1024

type Head =
  | { readonly method: string; readonly target: string; readonly headers: readonly HeaderEntry[] }
  | { readonly status: number; readonly reason: string; readonly headers: readonly HeaderEntry[] }

/** Writes the head of a request or an answer into the trace; of what is secret, the name alone. */
export function traceHead(step: Step, direction: Direction, head: Head): void {
  if (step.trace === undefined) return
  const first = 'method' in head ? `${head.method} ${head.target} HTTP/1.1` : `${head.status} ${head.reason}`
  const lines = head.headers.map(([name, value]) => `${name}: ${blotted(name, value)}`)
  step.trace({
    direction,
    title: 'method' in head ? 'HTTP request' : 'HTTP response',
    text: [first, ...lines].join('\n'),
  })
}

/** Writes the beginning of a body into the trace. Only for exchanges without a credential. */
export function traceBody(step: Step, direction: Direction, body: string): void {
  if (body === '') return
  const rest = body.length - LONGEST_BODY
  const text = rest > 0 ? `${body.slice(0, LONGEST_BODY)}\n(${rest} characters more)` : body
  step.trace?.({ direction, title: 'HTTP body', text })
}
