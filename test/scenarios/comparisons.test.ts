import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ExpectedComparison,
  type Lab,
  type Place,
  scenarios,
  startLab,
  targetOf,
} from '../../lab/index.ts'
import { type StartedWorker, startWorker } from '../../scripts/start-worker.ts'
import { type Comparison, compareReports } from '../../shared/compare/index.ts'
import { foldReport, type ProbeEvent, type Report, reportSchema } from '../../shared/engine/index.ts'
import { edgeVantage } from '../../shared/vantage/edge-vantage.ts'
import type { Vantage } from '../../shared/vantage/index.ts'
import { vantageOnLab } from './lab-vantage.ts'
import { observeComparison } from './observation.ts'

const TOKEN = 'comparisons'

const compared = scenarios.filter(({ compare }) => compare !== undefined)
const cases = compared.flatMap((scenario) =>
  (scenario.compare ?? []).map((comparison) => ({
    scenario,
    comparison,
    name: nameOf(scenario, comparison),
  })),
)
const regions = [...new Set(cases.flatMap(({ comparison }) => comparison.from.flatMap(regionOf)))]

let lab: Lab
let edges: ReadonlyMap<string | undefined, StartedWorker>
beforeAll(async () => {
  lab = await startLab({ scenarios: compared })
  const starting = [undefined, ...regions].map(async (region) => {
    const worker = await startWorker({
      map: lab.map,
      resolvers: lab.resolvers.map(({ url }) => url),
      tokens: [TOKEN],
      roots: lab.rootPem,
      ipv6Witnesses: lab.ipv6Witnesses,
      ...(region !== undefined && { region }),
    })
    return [region, worker] as const
  })
  edges = new Map(await Promise.all(starting))
})
afterAll(async () => {
  await Promise.all([...edges.values()].map((edge) => edge.close()))
  await lab.close()
})

describe.concurrent('sides laid beside each other', () => {
  test.each(cases)('$name, and Workers in their places report the same', async ({ scenario, comparison }) => {
    const target = targetOf(scenario, comparison)
    const compareFrom = async (vantageAt: (place: Place) => Vantage): Promise<Comparison> => {
      const [first, ...others] = await Promise.all(
        comparison.from.map((place) => reportOf(vantageAt(place), comparison.probe, target)),
      )
      if (first === undefined) throw new Error('no sides')
      return compareReports([first, ...others])
    }
    const here = await compareFrom(fromNode)
    observeComparison(scenario, comparison, 'node', here)
    expect(kindsOf(here)).toEqual(comparison.differences)
    const there = await compareFrom(fromWorkers)
    observeComparison(scenario, comparison, 'workerd', there)
    expect(there.differences).toEqual(here.differences)
  })
})

function fromNode(place: Place): Vantage {
  return place === 'inside' ? vantageOnLab(lab, 'inside') : vantageOnLab(lab, 'outside', regionOf(place)[0])
}

/** No edge stands inside: that side is this machine's, as `outpost compare` has it. */
function fromWorkers(place: Place): Vantage {
  if (place === 'inside') return fromNode(place)
  const edge = edges.get(regionOf(place)[0])
  if (edge === undefined) throw new Error('there is no edge in this place')
  return edgeVantage({ url: edge.url, token: TOKEN, roots: [lab.rootPem] })
}

async function reportOf(vantage: Vantage, probe: string, target: string): Promise<Report> {
  const events: ProbeEvent[] = []
  const { signal } = new AbortController()
  for await (const event of vantage.run({ probe, target }, { signal })) events.push(event)
  return reportSchema.parse(foldReport(events))
}

/** Of all differences above info, each once. */
function kindsOf({ differences }: Comparison): string[] {
  const above = differences.filter(({ severity }) => severity === 'error' || severity === 'warning')
  return [...new Set(above.map(({ kind }) => kind))].sort()
}

function regionOf(place: Place): readonly string[] {
  return typeof place === 'string' ? [] : [place.region]
}

function nameOf({ name, title }: (typeof scenarios)[number], comparison: ExpectedComparison): string {
  const { probe, target, from, differences } = comparison
  const places = from.map((place) => regionOf(place)[0] ?? place).join(', ')
  const what = differences.length > 0 ? differences.join(', ') : 'nothing'
  return `${name} (${title}): ${probe} of ${target} from ${places} differs by ${what}`
}
