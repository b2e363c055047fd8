/** What has come, for whoever asks for the next; and the end, when there will be no more. */
export class ArrivalQueue<Arrival> {
  readonly #arrivals: Arrival[] = []
  #waiting: PromiseWithResolvers<Arrival> | undefined
  #failure: { readonly error: unknown } | undefined

  push(arrival: Arrival): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting === undefined) this.#arrivals.push(arrival)
    else waiting.resolve(arrival)
  }

  /** What has come is still handed out; then every wait ends with the error. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#waiting?.reject(this.#failure.error)
    this.#waiting = undefined
  }

  /** One waits at a time. */
  async next(): Promise<Arrival> {
    const arrival = this.#arrivals.shift()
    if (arrival !== undefined) return arrival
    if (this.#failure !== undefined) throw this.#failure.error
    this.#waiting ??= Promise.withResolvers<Arrival>()
    return this.#waiting.promise
  }
}
