/** The command was not understood: the message says what was expected. Nothing was probed. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
