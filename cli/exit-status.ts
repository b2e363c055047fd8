import type { Report } from '../shared/engine/index.ts'

export const EXIT = { works: 0, fails: 1, usage: 2, unknown: 3, interrupted: 130 } as const

/** What a finished run means for a script. A fault that was found stays one, however the run ended. */
export function exitStatus(report: Report): number {
  if (report.verdict.outcome === 'fails') return EXIT.fails
  return report.verdict.outcome === 'works' && report.state === 'completed' ? EXIT.works : EXIT.unknown
}
