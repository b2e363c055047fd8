import { type DeclaredTarget, readOutpostFile } from '../shared/documents/outpost-file/index.ts'
import type { ProbeRequest } from '../shared/engine/index.ts'
import { holdAgainst } from '../shared/expectations/index.ts'
import { foreignText } from '../shared/render/foreign-text.ts'
import { collect } from './collect.ts'
import { EXIT } from './exit-status.ts'
import { openVantage } from './open-vantage.ts'
import { readRoots } from './read-roots.ts'
import { readTextFile } from './read-text-file.ts'
import { renderRun, type TargetResult } from './render-run.ts'
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
  const { vantage, close } = await openVantage(options, environment.OUTPOST_TOKEN)
  const results: TargetResult[] = []
  const waiting = [...reading.targets.entries()]
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const [position, target] = next
      results[position] = { ...(await probe(target)), target, ...placed(target) }
    }
  }
  async function probe({ request, expect }: DeclaredTarget) {
    const asked: ProbeRequest = { ...more, ...request }
    const { report, trouble } = await collect(vantage, asked, signal)
    return {
      ...(report && { report, judgement: holdAgainst(report, expect) }),
      ...(trouble !== undefined && { trouble }),
    }
  }
  function placed({ targetPath }: DeclaredTarget) {
    const range = reading.rangeOf(targetPath) ?? { start: 0, end: 0 }
    return { place: { start: reading.placeOf(range.start), end: reading.placeOf(range.end) } }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work)).finally(close)
  if (signal.aborted) return EXIT.interrupted
  stdout.write(
    renderRun(file, results, options.format, { ...lookOf(stdout, surroundings), width: widthOf(stdout) }),
  )
  const outcomes = results.map(({ judgement }) => judgement?.outcome ?? 'unknown')
  if (outcomes.includes('fails')) return EXIT.fails
  return outcomes.includes('unknown') ? EXIT.unknown : EXIT.works
}
