import type { RunSurroundings } from '../../../shared/engine/index.ts'
import {
  type Check,
  type Expected,
  foldReport,
  type Plain,
  type ProbeEvent,
  probeEventSchema,
  type Report,
  runProbe,
} from '../../../shared/engine/index.ts'
import type { ByteStream, Endpoint, Platform } from '../../../shared/platform/index.ts'
import { allowEveryTarget } from '../../../shared/transport/target-policy.ts'

/** A network on which everything connects and nothing is ever said; it counts what is open. */
export function silentPlatform(): Platform & { open: number; mostOpen: number; opened: number } {
  const platform = {
    open: 0,
    mostOpen: 0,
    opened: 0,
    async connect(endpoint: Endpoint): Promise<ByteStream> {
      platform.open += 1
      platform.opened += 1
      platform.mostOpen = Math.max(platform.mostOpen, platform.open)
      let closed = false
      let wake: (() => void) | undefined
      return {
        remote: endpoint,
        read: () =>
          new Promise((_resolve, reject) => {
            wake = () => reject(new Error('closed'))
          }),
        write: async () => {},
        end: async () => {},
        close() {
          if (closed) return
          closed = true
          platform.open -= 1
          wake?.()
        },
      }
    },
    askResolver: async () => new Uint8Array(),
    randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
  }
  return platform
}

export function surroundings(changes: Partial<RunSurroundings> = {}): RunSurroundings {
  return {
    platform: silentPlatform(),
    vantage: { name: 'test', kind: 'local', perspective: 'outside', resolvers: [] },
    resolvers: [],
    policy: allowEveryTarget,
    connectionLimit: 6,
    defaultDeadlineSeconds: 30,
    longestDeadlineSeconds: 60,
    extraRoots: [],
    ipv6Witnesses: [],
    ...changes,
  }
}

export interface Ran {
  readonly events: readonly ProbeEvent[]
  readonly report: Report
}

/** Runs a check as the root of a run, holds every event against the schema, and folds them. */
export async function run<Input extends Plain>(
  root: Check<Input, unknown>,
  input: Input,
  options: {
    surroundings?: Partial<RunSurroundings>
    deadlineSeconds?: number
    expect?: Expected
    signal?: AbortSignal
    until?: (event: ProbeEvent) => boolean
  } = {},
): Promise<Ran> {
  const events: ProbeEvent[] = []
  const request = {
    probe: 'test',
    target: 'x.test',
    deadlineSeconds: options.deadlineSeconds ?? 30,
    ...(options.expect && { expect: options.expect }),
  }
  const signal = options.signal ?? new AbortController().signal
  const probe = { root, input, signsIn: false }
  for await (const event of runProbe(probe, request, surroundings(options.surroundings), { signal })) {
    events.push(probeEventSchema.parse(event))
    if (options.until?.(event)) break
  }
  const report = foldReport(events)
  if (!report) throw new Error('the run has no first event')
  return { events, report }
}
