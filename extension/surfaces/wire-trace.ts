import type { TraceEntry } from '../../shared/engine/index.ts'
import { traceText } from '../../shared/render/trace-text.ts'

/** Characters of a whole trace: the editor keeps the output of every run in memory. */
const LONGEST_TRACE = 512 * 1024
/** Characters of one message. */
const LONGEST_MESSAGE = 32 * 1024

/** What one run said on the wire, as `--trace` of the command line writes it, up to a length. */
export class WireTrace {
  #text = ''
  #leftOut = 0
  #full = false

  /** Takes a message as it comes; once there is no room for one, none is taken any more: a trace has no gaps. */
  readonly take = (entry: TraceEntry): void => {
    const message = shortened(traceText(entry))
    this.#full ||= this.#text.length + message.length > LONGEST_TRACE
    if (this.#full) this.#leftOut += 1
    else this.#text += message
  }

  /** All of it under a heading; empty when nothing was said. */
  get text(): string {
    if (this.#text === '') return ''
    const rest =
      this.#leftOut === 0
        ? ''
        : `(${this.#leftOut} more ${this.#leftOut === 1 ? 'message' : 'messages'}: there is room for ${LONGEST_TRACE / 1024} KiB here; --trace of the command line writes all)\n`
    return `On the wire, secrets blotted out:\n\n${this.#text}${rest}`
  }
}

function shortened(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message
  const kept = message.slice(0, message.lastIndexOf('\n', LONGEST_MESSAGE))
  return `${kept}\n    (and ${message.length - kept.length} more characters)\n\n`
}
