/** The request is at fault, not the estate: the message says what was expected. Nothing was probed. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  /** Stable: `unknown-probe`, `bad-target`, `bad-roots`, `bad-override` … */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
