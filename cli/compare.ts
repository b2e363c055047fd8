import { compareReports, comparisonJson, renderComparison } from '../shared/compare/index.ts'
import type { Report } from '../shared/engine/index.ts'
import { foreignText } from '../shared/render/foreign-text.ts'
import type { Vantage } from '../shared/vantage/index.ts'
import { collect } from './collect.ts'
import { EXIT } from './exit-status.ts'
import { openVantage } from './open-vantage.ts'
import { prepareRequest } from './prepare-request.ts'
import { authenticatorFor } from './sign-in.ts'
import type { Subcommand } from './subcommand.ts'
import type { Surroundings } from './surroundings.ts'
import { lookOf, widthOf } from './terminal.ts'
import { UsageError } from './usage-error.ts'

type CompareCommand = Extract<Subcommand, { subcommand: 'compare' }>

/** Runs one probe from several sides at once, and says what differs. Answers with the exit status. */
export async function compare(command: CompareCommand, surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, signal } = surroundings
  const { options } = command
  const request = await prepareRequest(options)
  // One for all sides: they are one run in several places, and a refusal at one ends it for all.
  const authenticator = await authenticatorFor(options, request, surroundings)
  const { vantages, close } = await openSides(command, surroundings.environment.OUTPOST_TOKEN)
  const sides = await Promise.all(
    vantages.map((vantage) => collect(vantage, request, { signal, authenticator })),
  ).finally(close)
  for (const { trouble } of sides) {
    if (trouble !== undefined && !signal.aborted) stderr.write(`outpost: ${foreignText(trouble)}\n`)
  }
  const [first, ...others] = sides.flatMap(({ report }) => report ?? [])
  if (signal.aborted) return EXIT.interrupted
  if (first === undefined) return EXIT.unknown
  const reports: [Report, ...Report[]] = [first, ...others]
  const comparison = compareReports(reports)
  stdout.write(
    options.format === 'json'
      ? comparisonJson(comparison)
      : renderComparison(comparison, { ...lookOf(stdout, surroundings), width: widthOf(stdout) }),
  )
  if (reports.some(({ verdict }) => verdict.outcome === 'fails')) return EXIT.fails
  const all = reports.length === vantages.length
  const told = reports.every(({ verdict, state }) => verdict.outcome === 'works' && state === 'completed')
  return all && told ? EXIT.works : EXIT.unknown
}

async function openSides(
  { edges, options }: CompareCommand,
  tokens = '',
): Promise<{ vantages: Vantage[]; close: () => Promise<void> }> {
  if (options.lab) {
    const { startLabSides } = await import('./lab-vantage.ts')
    return startLabSides()
  }
  const each = tokens.split(/\s+/).filter(Boolean)
  if (each.length > 1 && each.length !== edges.length) {
    throw new UsageError(
      `OUTPOST_TOKEN has ${each.length} tokens for ${edges.length} edges: expected one for all, or one for each`,
    )
  }
  const { edge: _, ...local } = options
  const opened = await Promise.all([
    openVantage(local, undefined),
    ...edges.map((edge, at) =>
      openVantage({ edge, lab: false, systemRoots: false }, each.length > 1 ? each[at] : each[0]),
    ),
  ])
  return {
    vantages: opened.map(({ vantage }) => vantage),
    close: async () => {
      await Promise.all(opened.map((one) => one.close()))
    },
  }
}
