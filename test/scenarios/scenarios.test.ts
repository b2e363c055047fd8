import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { domainOf, type Expectation, type Lab, type Scenario, scenarios, startLab } from '../../lab/index.ts'
import { foldReport, type ProbeEvent, type Report } from '../../shared/engine/index.ts'
import type { Vantage } from '../../shared/vantage/index.ts'
import { vantageOnLab } from './lab-vantage.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab.close())

const cases = scenarios.flatMap((scenario) =>
  scenario.expect.map((expectation) => ({ scenario, expectation, name: nameOf(scenario, expectation) })),
)

describe.concurrent('from Node', () => {
  test.each(cases)('$name', async ({ scenario, expectation }) => {
    const report = await probe(vantageOnLab(lab, expectation.perspective), scenario, expectation)
    expect(seen(report)).toEqual({ verdict: expectation.verdict, findings: expectation.findings })
    expect(infoCodes(report)).toEqual(expect.arrayContaining([...(expectation.info ?? [])]))
  })
})

async function probe(vantage: Vantage, scenario: Scenario, { probe, target }: Expectation): Promise<Report> {
  const domain = domainOf(scenario)
  const request = { probe, target: target === '@' ? domain : `${target}.${domain}` }
  const events: ProbeEvent[] = []
  for await (const event of vantage.run(request, { signal: new AbortController().signal })) events.push(event)
  const report = foldReport(events)
  if (!report) throw new Error('the run said nothing')
  return report
}

function seen(report: Report) {
  const grave = report.findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
  return { verdict: report.verdict.outcome, findings: [...new Set(grave.map(({ code }) => code))].sort() }
}

function infoCodes(report: Report): string[] {
  return report.findings.filter(({ severity }) => severity === 'info').map(({ code }) => code)
}

function nameOf(
  { name, title }: Scenario,
  { probe, target, perspective, verdict, findings }: Expectation,
): string {
  const what = findings.length > 0 ? findings.join(', ') : 'nothing'
  return `${name}: ${probe} of ${target} from ${perspective} says "${verdict}" and finds ${what} (${title})`
}
