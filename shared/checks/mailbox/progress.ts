import type { Reason, Step } from '../../engine/index.ts'

/** How far a session came: what was answered well, in order, kept beside the step also when it goes no further. */
export class Progress {
  readonly #step: Step
  readonly #transport: string
  readonly #reached: string[] = []
  readonly #facts: Record<string, string | number | boolean> = {}

  constructor(step: Step, transport: 'mapi-http' | 'rpc-http') {
    this.#step = step
    this.#transport = transport
  }

  reached(call: string): void {
    this.#reached.push(call)
  }

  /** Something worth knowing that came along; nothing for undefined. */
  learned(name: string, value: string | number | boolean | undefined): void {
    if (value !== undefined) this.#facts[name] = value
  }

  /** Ends the step at a call that was not answered well, and says how far it came; `said` is what came in its place. */
  stop(at: string, said: string, { code, message }: Reason, how: 'failed' | 'unanswered' = 'failed'): never {
    this.tell({ at, code: said })
    return how === 'failed' ? this.#step.fail(code, message) : this.#step.cannotTell(code, message)
  }

  /** Writes it down: once, at the end. */
  tell(stopped?: { readonly at: string; readonly code: string }): void {
    this.#step.note('mailbox.progress', {
      transport: this.#transport,
      reached: [...this.#reached],
      ...(stopped && { stopped: stopped.at, code: stopped.code }),
      ...this.#facts,
    })
  }
}
