import { diffJson, diffReports, gotWorse, renderDiff } from '../shared/compare/index.ts'
import { type Report, reportSchema } from '../shared/engine/index.ts'
import { EXIT } from './exit-status.ts'
import { readTextFile } from './read-text-file.ts'
import type { Subcommand } from './subcommand.ts'
import type { Surroundings } from './surroundings.ts'
import { lookOf, widthOf } from './terminal.ts'
import { UsageError } from './usage-error.ts'

const LARGEST_REPORT = 64 * 1024 * 1024

/** Says what got better and what got worse between two saved reports. Answers with the exit status. */
export async function diff(
  { before, after, options }: Extract<Subcommand, { subcommand: 'diff' }>,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout } = surroundings
  const [old, now] = [await readReport(before), await readReport(after)]
  const about = ({ request: { probe, target } }: Report) => `${probe} ${target}`
  if (about(old) !== about(now)) {
    throw new UsageError(`expected two reports of the same, got ${about(old)} and ${about(now)}`)
  }
  const changes = diffReports(old, now)
  stdout.write(
    options.format === 'json'
      ? diffJson(changes)
      : renderDiff(changes, { ...lookOf(stdout, surroundings), width: widthOf(stdout) }),
  )
  return gotWorse(changes) ? EXIT.fails : EXIT.works
}

async function readReport(path: string): Promise<Report> {
  const text = await readTextFile(path, LARGEST_REPORT)
  const expected = 'expected a report that was saved with --format json'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(`${path} is no JSON: ${expected}`)
  }
  const parsed = reportSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(
    `${path} is no report of schema 1 (${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unknown'}): ${expected}`,
  )
}
