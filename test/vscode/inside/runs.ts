import type { Run, RunStart } from '../../../extension/store/run.ts'
import type { ProbeEvent } from '../../../shared/engine/index.ts'
import { api, eventually, testing } from './editor.ts'

/** The edge of the tests and its token: they come by the environment. */
export const edge = new URL(process.env.OUTPOST_TEST_EDGE ?? '')
export const token = process.env.OUTPOST_TEST_TOKEN ?? ''

/** Somebody whose password stands nowhere but in the environment. */
export const secretAccount = {
  user: process.env.OUTPOST_TEST_SECRET_USER ?? '',
  password: process.env.OUTPOST_TEST_SECRET_PASSWORD ?? '',
  domain: process.env.OUTPOST_TEST_SECRET_DOMAIN ?? '',
}

export function byTarget(target: string, from?: string): (run: Run) => boolean {
  return ({ start }) => start.request.target === target && (from === undefined || start.from === from)
}

/** The newest such run, as soon as it has begun. */
export function started(fits: (run: Run) => boolean): Promise<Run> {
  return eventually(() => api().runs().find(fits), 'a run')
}

/** The newest such run, as soon as it has ended. */
export function ended(fits: (run: Run) => boolean): Promise<Run> {
  return eventually(() => {
    const run = api().runs().find(fits)
    return run && !run.running ? run : undefined
  }, 'the end of a run')
}

/** A run whose events are these: what came before is told again, or told otherwise. */
export async function replay(start: RunStart, events: readonly ProbeEvent[]): Promise<Run> {
  const { run, done } = testing().store.start(start, async () => ({
    vantage: {
      name: start.place,
      perspective: 'outside',
      async *run() {
        yield* events.map((event, sequence) => ({ ...event, sequence }))
      },
    },
    close: async () => {},
  }))
  await done
  return run
}

/** The events of a run in which the same questions had better answers. */
export function withoutFindings({ events }: Run): ProbeEvent[] {
  return events
    .filter(({ type }) => type !== 'finding')
    .map((event) => {
      if (event.type !== 'step-ended') return event
      const { reason, because, ...rest } = event
      return { ...rest, status: 'passed' }
    })
}
