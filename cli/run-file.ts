import { type DeclaredTarget, readOutpostFile } from '../shared/documents/outpost-file/index.ts'
import type { ProbeEvent } from '../shared/engine/index.ts'
import { holdAgainst } from '../shared/expectations/index.ts'
import { foreignText, safeJson } from '../shared/render/foreign-text.ts'
import { collect } from './collect.ts'
import { EXIT } from './exit-status.ts'
import { openVantage } from './open-vantage.ts'
import { readRoots } from './read-roots.ts'
import { readTextFile } from './read-text-file.ts'
import { renderRun, type TargetResult } from './render-run.ts'
import { authenticatorsFor } from './sign-in.ts'
import type { Subcommand } from './subcommand.ts'
import type { Surroundings } from './surroundings.ts'
import { lookOf, widthOf } from './terminal.ts'

const LARGEST_FILE = 4 * 1024 * 1024
/** Targets that are probed at a time: each opens a dozen connections itself. */
const AT_ONCE = 3

/** Probes all targets of a file and holds each against what is expected of it. Answers with the exit status. */
export async function runFile(
  { file, options }: Extract<Subcommand, { subcommand: 'run' }>,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, stderr, environment, signal } = surroundings
  const reading = readOutpostFile(await readTextFile(file, LARGEST_FILE))
  if (reading.targets === undefined) {
    for (const { place, message } of reading.problems) {
      stderr.write(`${foreignText(`${file}:${place.line}:${place.column}: ${message}`)}\n`)
    }
    return EXIT.usage
  }
  const more = {
    ...(options.deadlineSeconds !== undefined && { deadlineSeconds: options.deadlineSeconds }),
    ...(options.rootsFile !== undefined && { roots: await readRoots(options.rootsFile) }),
  }
  const asked = reading.targets.map((target) => ({ target, request: { ...more, ...target.request } }))
  if (options.lab) {
    const { insistOnTenants } = await import('./lab-tenants.ts')
    insistOnTenants(asked.map(({ request }) => request.target))
  }
  const authenticators = await authenticatorsFor(
    options,
    asked.map(({ request }) => request),
    surroundings,
  )
  const { vantage, close } = await openVantage(options, environment.OUTPOST_TOKEN)
  const results: TargetResult[] = []
  const waiting = [...asked.entries()]
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const [position, one] = next
      results[position] = { ...(await probe(one)), target: one.target, ...placed(one.target) }
    }
  }
  async function probe({ target, request }: (typeof asked)[number]) {
    const use = { signal, authenticator: authenticators(request) }
    const { report, trouble } = await collect(vantage, request, use, heard)
    return {
      ...(report && { report, judgement: holdAgainst(report, target.expect) }),
      ...(trouble !== undefined && { trouble }),
    }
  }
  function heard(event: ProbeEvent): void {
    if (options.format === 'ndjson') stdout.write(`${safeJson(event)}\n`)
  }
  function placed({ targetPath }: DeclaredTarget) {
    const range = reading.rangeOf(targetPath) ?? { start: 0, end: 0 }
    return { place: { start: reading.placeOf(range.start), end: reading.placeOf(range.end) } }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work)).finally(close)
  if (signal.aborted) return EXIT.interrupted
  if (options.format !== 'ndjson') {
    const look = { ...lookOf(stdout, surroundings), width: widthOf(stdout) }
    stdout.write(renderRun(file, results, options.format, look))
  }
  for (const { target, trouble } of results) {
    // Who reads the events hears only of runs that began.
    if (options.format === 'ndjson' && trouble !== undefined) {
      stderr.write(`outpost: ${foreignText(`${target.name}: ${trouble}`)}\n`)
    }
  }
  const outcomes = results.map(({ judgement }) => judgement?.outcome ?? 'unknown')
  if (outcomes.includes('fails')) return EXIT.fails
  return outcomes.includes('unknown') ? EXIT.unknown : EXIT.works
}
