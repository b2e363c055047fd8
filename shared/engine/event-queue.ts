/** Events waiting for whoever listens: written without waiting, read in order, closed once. */
export class EventQueue<Event> {
  readonly #waiting: Event[] = []
  #wake: (() => void) | undefined
  #closed = false

  push(event: Event): void {
    if (this.#closed) return
    this.#waiting.push(event)
    this.#wake?.()
  }

  close(): void {
    this.#closed = true
    this.#wake?.()
  }

  async *drain(): AsyncGenerator<Event, void, undefined> {
    for (;;) {
      yield* this.#waiting.splice(0)
      if (this.#waiting.length > 0) continue
      if (this.#closed) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
