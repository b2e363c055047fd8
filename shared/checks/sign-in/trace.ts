import type { Step, TracedMessage } from '../../engine/index.ts'
import { annotateChallenge } from '../../protocols/ntlm/index.ts'

type Direction = TracedMessage['direction']

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
