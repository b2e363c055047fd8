import type { Step, TracedMessage } from '../../engine/index.ts'
import { blotted, type HeaderEntry } from '../../protocols/http/index.ts'
import { annotateChallenge } from '../../protocols/ntlm/index.ts'

type Direction = TracedMessage['direction']

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

/** Writes one of NTLM's messages into the trace: our own as the codec annotated it, the server's as it came. */
export function traceNtlm(
  step: Step,
  direction: Direction,
  name: 'NEGOTIATE' | 'CHALLENGE' | 'AUTHENTICATE',
  message: string | Uint8Array,
): void {
  step.trace?.({
    direction,
    title: `NTLM ${name}`,
    text: typeof message === 'string' ? message : annotateChallenge(message),
  })
}
