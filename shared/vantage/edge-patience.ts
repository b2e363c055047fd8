import type { ProbeEvent, ProbeRequest } from '../engine/index.ts'
import { EdgeError } from './edge-error.ts'

/** An edge says every 5 seconds that it is still there. */
const LONGEST_SILENCE_SECONDS = 30
/** What a request may ask for at most. */
const LONGEST_DEADLINE_SECONDS = 600
/** For the way there and back, and for what ends in order behind the deadline. */
const MARGIN_SECONDS = 60
/** Many times what the longest run with a trace has to say. */
const MOST_CHARACTERS = 64 * 1024 * 1024

/**
 * How long an edge is listened to, and how much of what it says is taken: as long as it lets hear of itself, and until the
 * run's own deadline has passed by some margin. Whoever asks an edge does not know that it is an honest one.
 */
export class EdgePatience {
  readonly #host: string
  readonly #controller = new AbortController()
  readonly #began = Date.now()
  #deadlineMs: number
  #begun = false
  #ended = false
  #heard = 0
  #silence: ReturnType<typeof setTimeout> | undefined
  #overall: ReturnType<typeof setTimeout> | undefined

  constructor({ host }: URL, { deadlineSeconds = LONGEST_DEADLINE_SECONDS }: Partial<ProbeRequest>) {
    this.#host = host
    this.#deadlineMs = 1000 * Math.min(deadlineSeconds, LONGEST_DEADLINE_SECONDS)
    this.#listen()
    this.#wait()
  }

  /** Aborts when nothing more is waited for; its reason is the EdgeError that says why. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Something came, of this length: in bytes, or in characters. */
  heard(length: number): void {
    this.#heard += length
    if (this.#heard > MOST_CHARACTERS) {
      this.#lose('hostile', `${this.#host}: the edge says more than any run has to say`)
    } else this.#listen()
  }

  /** The first event tells the deadline of the run, which may be nearer than what was asked for. */
  follow(event: ProbeEvent): void {
    if (event.type !== 'run-started') return
    this.#begun = true
    this.#deadlineMs = Math.min(this.#deadlineMs, Date.now() - this.#began + event.deadlineMs)
    this.#wait()
  }

  /** It is no longer waited for; what comes all the same is counted on. */
  end(): void {
    this.#ended = true
    clearTimeout(this.#silence)
    clearTimeout(this.#overall)
  }

  #listen(): void {
    clearTimeout(this.#silence)
    if (this.#ended) return
    this.#silence = setTimeout(() => {
      const what = `nothing was heard for ${LONGEST_SILENCE_SECONDS} s`
      if (this.#begun) this.#lose('broken-off', `${this.#host}: ${what}`)
      else this.#lose('unreachable', `there is no answer from ${this.#host}: ${what}`)
    }, 1000 * LONGEST_SILENCE_SECONDS)
  }

  #wait(): void {
    clearTimeout(this.#overall)
    if (this.#ended) return
    const left = this.#deadlineMs + 1000 * MARGIN_SECONDS - (Date.now() - this.#began)
    this.#overall = setTimeout(() => {
      const late = `the run did not end within ${MARGIN_SECONDS} s after its deadline`
      this.#lose('broken-off', `${this.#host}: ${late}`)
    }, left)
  }

  #lose(code: 'hostile' | 'broken-off' | 'unreachable', message: string): void {
    this.end()
    this.#controller.abort(new EdgeError(code, message))
  }
}
