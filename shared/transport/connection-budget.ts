/**
 * How many connections may be open at once: the edge's runtime allows six. Whoever wants one more waits,
 * first come first served.
 */
export class ConnectionBudget {
  readonly #limit: number
  #open = 0
  readonly #queue: (() => void)[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get open(): number {
    return this.#open
  }

  /** Resolves with the function that gives the place back (calling it twice does no harm). */
  async acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#open >= this.#limit) await this.#turn(signal)
    else this.#open += 1
    let held = true
    return () => {
      if (!held) return
      held = false
      const next = this.#queue.shift()
      if (next) next()
      else this.#open -= 1
    }
  }

  /** Waits until a place is handed over: the count of open ones stays the same then. */
  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        this.#queue.splice(this.#queue.indexOf(take), 1)
        reject(signal.reason)
      }
      this.#queue.push(take)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }
}
