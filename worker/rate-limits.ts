import type { RateLimit } from '@cloudflare/workers-types'
import { Problem } from './problem.ts'

/** The longest period that the runtime's rate limits know. It does not say how much of it is left. */
const PERIOD_SECONDS = 60

/**
 * Counts one more run. Without a limiter there is no limit: `GET /v1/probes` says which are there.
 *
 * @param what what has had too many runs, for the caller to read
 * @throws Problem `too-many-runs`
 */
export async function countRun(limiter: RateLimit | undefined, key: string, what: string): Promise<void> {
  if (limiter === undefined) return
  const { success } = await limiter.limit({ key })
  if (success) return
  throw new Problem('too-many-runs', `There were too many runs ${what} of late: wait a minute.`, {
    headers: { 'retry-after': String(PERIOD_SECONDS) },
  })
}
