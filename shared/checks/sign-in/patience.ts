import { ProtocolError } from '../../protocols/protocol-error.ts'

/** How long the head of an answer may take, and then each whole body. Exchange answers within a second or two. */
export const ANSWER_WITHIN_MS = 10_000

/**
 * Waits for what a server sends, and not for ever: a step that runs out of time can no longer say what it waited for.
 *
 * @throws ProtocolError `http.silent` when it does not come in time; and whatever `work` rejects with
 */
export async function waitFor<Result>(
  work: Promise<Result>,
  what: string,
  milliseconds: number = ANSWER_WITHIN_MS,
): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const seconds = (milliseconds / 1000).toFixed(0)
    reject(new ProtocolError('http.silent', `${what} did not come within ${seconds} s`))
  }, milliseconds)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
