import {
  type Finding,
  foldReport,
  type NewFinding,
  type ProbeEvent,
  type Report,
  TOOL,
} from '../engine/index.ts'
import { correspondingFinding, hostIn } from './correspond.ts'
import type { AnalyzerTest } from './read.ts'

const NAME = "Microsoft's Remote Connectivity Analyzer"
const MOST_TESTS = 4000

/**
 * What the analyzer saved, as a report of ours: its tests are the steps. A fault is told where it was first met (a test fails
 * whenever one below it does), and only as a fact when the test above came out well all the same.
 *
 * @param at when it was saved, as far as that is known, in milliseconds since 1970
 */
export function analyzerReport(tests: readonly AnalyzerTest[], { at }: { readonly at: number }): Report {
  const events: ProbeEvent[] = []
  const base = { schema: 1 as const, runId: 'analyzer' }
  const emit = (event: EventBody) => {
    events.push({ ...base, at: 0, sequence: events.length, ...event } as ProbeEvent)
  }
  emit({
    type: 'run-started',
    startedAt: new Date(at).toISOString(),
    tool: TOOL,
    vantage: { name: NAME, kind: 'edge', perspective: 'outside', resolvers: [] },
    request: { probe: 'analyzer', target: targetOf(tests) },
    signIn: 'not-applicable',
    deadlineMs: 0,
  })
  const known = new Set<string>()
  let count = 0

  function tell(
    test: AnalyzerTest,
    id: string,
    parent: string | null,
    about: string,
    failing: boolean,
  ): void {
    count += 1
    if (count > MOST_TESTS) return
    const host = hostIn(test) ?? about
    const needed = failing && test.status === 'failed'
    const input = { title: test.title }
    emit({ type: 'step-started', step: id, parent, check: 'analyzer.test', input, needed })
    for (const [name, value] of [
      ['analyzer.result', test.result],
      ['analyzer.details', test.details],
      ['analyzer.error-id', test.errorId],
    ] as const) {
      if (value !== '') emit({ type: 'evidence', step: id, evidence: { name, value } })
    }
    for (const [position, child] of test.children.entries()) {
      tell(child, `${id}.${position + 1}`, id, host, failing && test.status === 'failed')
    }
    const first = !test.children.some(({ status }) => status === 'failed')
    if ((test.status === 'failed' || test.status === 'warning') && first) {
      const severity = test.status === 'warning' ? 'warning' : needed ? 'error' : 'info'
      find(correspondingFinding(test, host, at), severity, id)
    }
    emit({
      type: 'step-ended',
      step: id,
      durationMs: test.elapsedMs ?? 0,
      ...END[test.status],
      ...(test.status === 'failed' && {
        reason: { code: test.errorId || 'analyzer.failed', message: test.result || test.title },
      }),
    })
  }

  function find({ code, subject, values }: NewFinding, severity: Finding['severity'], step: string): void {
    const key = JSON.stringify([code, subject])
    if (known.has(key)) return
    known.add(key)
    const finding = { id: `f${known.size}`, code, severity, subject, values, causedBy: [], step }
    emit({ type: 'finding', finding: finding as Finding })
  }

  for (const [position, test] of tests.entries()) tell(test, `${position + 1}`, null, '', true)
  const durationMs = tests.reduce((sum, { elapsedMs = 0 }) => sum + elapsedMs, 0)
  emit({ type: 'run-ended', durationMs, end: 'completed' })
  const report = foldReport(events)
  if (report === undefined) throw new Error('the events of a report begin with its start')
  return report
}

type EventBody = ProbeEvent extends infer Each
  ? Each extends ProbeEvent
    ? Omit<Each, 'schema' | 'runId' | 'sequence' | 'at'>
    : never
  : never

const END = {
  passed: { status: 'passed' },
  warning: { status: 'passed' },
  failed: { status: 'failed' },
  skipped: { status: 'cancelled' },
  unknown: { status: 'unanswered' },
} as const

const MAILBOX = /[^\s<>"'@,;:]{1,64}@[a-z0-9.-]{3,253}/i

/** Whom it was about: the first mailbox or host that is named. */
function targetOf(tests: readonly AnalyzerTest[]): string {
  const waiting = [...tests]
  for (const test of waiting) {
    waiting.push(...test.children)
    const mailbox = MAILBOX.exec(`${test.title} ${test.result}`)?.[0]
    const found = mailbox?.replace(/\.$/, '') ?? hostIn(test)
    if (found !== undefined) return found
    if (waiting.length > MOST_TESTS) break
  }
  return 'an estate that the file does not name'
}
