import { withCauses } from './causes.ts'
import type { ProbeEvent, Report, ReportStep } from './schema.ts'
import { judge } from './verdict.ts'
import { withVersions } from './versions.ts'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
interface GrowingStep extends Mutable<Omit<ReportStep, 'steps' | 'evidence'>> {
  readonly steps: GrowingStep[]
  readonly evidence: ReportStep['evidence'][number][]
}

/**
 * The report that the events so far amount to: the same function for a terminal that redraws, a page, the
 * tree in an editor and a stored run. Undefined before the run's first event. Events of another run, and
 * events that were seen before, are passed over.
 */
export function foldReport(events: Iterable<ProbeEvent>): Report | undefined {
  let report: Mutable<Report> | undefined
  const steps = new Map<string, GrowingStep>()
  const roots: GrowingStep[] = []
  let seen = -1

  const add = (step: GrowingStep, parent: string | null) => {
    if (steps.has(step.id)) return
    steps.set(step.id, step)
    const siblings = parent === null ? roots : steps.get(parent)?.steps
    siblings?.push(step)
  }

  for (const event of events) {
    if (event.sequence <= seen || (report && event.runId !== report.runId)) continue
    seen = event.sequence
    if (event.type === 'run-started') {
      const { runId, tool, vantage, request, signIn, startedAt } = event
      report = {
        schema: event.schema,
        runId,
        tool,
        vantage,
        request,
        signIn,
        startedAt,
        durationMs: 0,
        state: 'running',
        verdict: { outcome: 'unknown', because: [] },
        findings: [],
        outlook: [],
        steps: roots,
      }
      continue
    }
    if (!report) continue
    report.durationMs = event.at
    switch (event.type) {
      case 'step-started':
        add(
          {
            id: event.step,
            check: event.check,
            input: event.input,
            needed: event.needed,
            status: 'running',
            startedAt: event.at,
            evidence: [],
            steps: [],
          },
          event.parent,
        )
        break
      case 'step-shared':
        add(
          {
            id: event.step,
            check: event.check,
            input: event.input,
            needed: false,
            status: 'shared',
            startedAt: event.at,
            sharedWith: event.sharedWith,
            evidence: [],
            steps: [],
          },
          event.parent,
        )
        break
      case 'evidence':
        steps.get(event.step)?.evidence.push(event.evidence)
        break
      case 'finding':
        report.findings = [...report.findings, event.finding]
        break
      case 'outlook':
        report.outlook = [...report.outlook, event.choice]
        break
      case 'step-ended': {
        const step = steps.get(event.step)
        if (!step) break
        step.status = event.status
        step.durationMs = event.durationMs
        step.reason = event.reason
        step.because = event.because
        break
      }
      case 'run-ended':
        report.state = event.end
        report.durationMs = event.durationMs
        report.signIn = event.signIn ?? report.signIn
        break
    }
  }
  if (report) {
    const evidence = [...steps.values()].flatMap((step) => step.evidence)
    report.findings = withVersions(withCauses(report.findings), evidence)
    report.verdict = judge(report)
  }
  return report
}

/** The report of a stream that ended before the run did. */
export function brokenOff(report: Report): Report {
  return report.state === 'running' ? { ...report, state: 'broken-off' } : report
}
