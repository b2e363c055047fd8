import type { Report } from '../engine/index.ts'
import { certificateChains } from './certificate-chains.ts'
import { findingGroups, SEVERITIES } from './finding-groups.ts'
import { foreignText } from './foreign-text.ts'
import { subjectText } from './subject-text.ts'

type Labels = Readonly<Record<string, string>>
interface Sample {
  readonly labels: Labels
  readonly value: number
}

const LONGEST_LABEL = 300
const OUTCOMES = ['works', 'fails', 'unknown'] as const

/**
 * A report in Prometheus' text format (version 0.0.4), with the names that blackbox_exporter uses where it has
 * one for the same, so that its alerts fit. Every sample says which probe and which target.
 *
 * `probe_success` is 1 only for a probe that works: one that could not be told is told apart by `outpost_verdict`.
 */
export function renderPrometheus(report: Report): string {
  return metricsText([metricsOf(report)])
}

/** The gauge that everybody looks at first, in the words of whoever has to add a sample of his own. */
export const PROBE_SUCCESS_HELP = 'Whether it works: 0 also stands for a run whose verdict could not be told.'

/** What is measured of one thing: by the name of the gauge. */
export type Metrics = ReadonlyMap<string, { readonly help: string; readonly samples: readonly Sample[] }>

/**
 * The gauges of a report, for a text about several.
 *
 * @param more labels that every sample has beside the probe and the target
 */
export function metricsOf(report: Report, more: Labels = {}): Metrics {
  const { probe, target } = report.request
  const gauge = (help: string, samples: readonly Sample[]) => ({
    help,
    samples: samples.map(({ labels, value }) => ({ labels: { ...more, probe, target, ...labels }, value })),
  })
  const one = (value: number): Sample[] => [{ labels: {}, value }]
  return new Map(
    Object.entries({
      probe_success: gauge(PROBE_SUCCESS_HELP, one(report.verdict.outcome === 'works' ? 1 : 0)),
      probe_duration_seconds: gauge('How long the run took.', one(report.durationMs / 1000)),
      probe_ssl_earliest_cert_expiry: gauge(
        'When the first certificate of the chain that a host presents expires, in Unix time.',
        earliestExpiries(report),
      ),
      outpost_verdict: gauge(
        'What came out: 1 for the outcome, 0 for the others.',
        OUTCOMES.map((outcome) => ({
          labels: { outcome },
          value: report.verdict.outcome === outcome ? 1 : 0,
        })),
      ),
      outpost_run_completed: gauge(
        'Whether the run came to its end, and was neither cut short nor broken off.',
        one(report.state === 'completed' ? 1 : 0),
      ),
      outpost_run_start_timestamp_seconds: gauge(
        'When the run began, in Unix time.',
        one(Date.parse(report.startedAt) / 1000),
      ),
      outpost_findings: gauge(
        'How many faults of a severity there are, without those that only follow from others.',
        SEVERITIES.map((severity) => ({
          labels: { severity },
          value: findingGroups(report).filter((group) => group.severity === severity).length,
        })),
      ),
      outpost_finding: gauge(
        'A finding, about its subject; cause names the finding that it follows from, if any.',
        findingSamples(report),
      ),
      outpost_build_info: gauge('The version of Outpost that ran.', [
        { labels: { version: report.tool.version }, value: 1 },
      ]),
    }),
  )
}

/** One text of all of them: the format wants the samples of a gauge together, and no labels twice. */
export function metricsText(all: readonly Metrics[]): string {
  const names = [...new Set(all.flatMap((metrics) => [...metrics.keys()]))]
  const lines = names.flatMap((name) => {
    const parts = all.flatMap((metrics) => metrics.get(name) ?? [])
    const values = new Map(
      parts.flatMap(({ samples }) => samples.map(({ labels, value }) => [labelText(labels), value])),
    )
    if (values.size === 0) return []
    return [
      `# HELP ${name} ${parts[0]?.help}`,
      `# TYPE ${name} gauge`,
      ...Array.from(values, ([labels, value]) => `${name}${labels} ${value}`),
    ]
  })
  return `${lines.join('\n')}\n`
}

function earliestExpiries(report: Report): Sample[] {
  const earliest = new Map<string, number>()
  for (const { places, links } of certificateChains(report)) {
    const ends = links
      .filter(({ source }) => source !== 'unused')
      .map(({ notAfter }) => Date.parse(notAfter) / 1000)
      .filter((end) => !Number.isNaN(end))
    if (ends.length === 0) continue
    for (const { host } of places) {
      earliest.set(host, Math.min(earliest.get(host) ?? Number.POSITIVE_INFINITY, ...ends))
    }
  }
  return [...earliest].map(([host, value]) => ({ labels: { host }, value }))
}

function findingSamples(report: Report): Sample[] {
  return findingGroups(report).flatMap(({ cause, consequences }) =>
    [cause, ...consequences].map((finding) => ({
      labels: {
        code: finding.code,
        severity: finding.severity,
        subject: subjectText(finding.subject),
        cause: finding === cause ? '' : cause.code,
      },
      value: 1,
    })),
  )
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(value)}"`)
  return `{${pairs.join(',')}}`
}

/** Backslash, quote and line feed are what the format escapes; control characters are made visible before. */
function labelValue(text: string): string {
  return foreignText(text, { longest: LONGEST_LABEL }).replace(/[\\"]/g, '\\$&')
}
