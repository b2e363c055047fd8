import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  credentialOf,
  type Expectation,
  type Lab,
  type Scenario,
  scenarios,
  startLab,
  targetOf,
} from '../../lab/index.ts'
import { type StartedWorker, startWorker } from '../../scripts/start-worker.ts'
import { foldReport, type ProbeEvent, type Report, reportSchema } from '../../shared/engine/index.ts'
import { findingGroups } from '../../shared/render/finding-groups.ts'
import { localAuthenticator } from '../../shared/sign-in/index.ts'
import { edgeVantage } from '../../shared/vantage/edge-vantage.ts'
import type { Vantage } from '../../shared/vantage/index.ts'
import { comparable } from './comparable.ts'
import { vantageOnLab } from './lab-vantage.ts'
import { observe } from './observation.ts'

const TOKEN = 'scenarios'

let lab: Lab
let worker: StartedWorker
beforeAll(async () => {
  lab = await startLab()
  worker = await startWorker({
    map: lab.map,
    resolvers: lab.resolvers.map(({ url }) => url),
    tokens: [TOKEN],
    roots: lab.rootPem,
    ipv6Witnesses: lab.ipv6Witnesses,
  })
})
afterAll(async () => {
  await worker.close()
  await lab.close()
})

const cases = scenarios.flatMap((scenario) =>
  scenario.expect.map((expectation) => ({ scenario, expectation, name: nameOf(scenario, expectation) })),
)

describe.concurrent('from inside', () => {
  test.each(cases.filter(({ expectation }) => expectation.perspective === 'inside'))(
    '$name',
    async ({ scenario, expectation }) => {
      const report = await probe(vantageOnLab(lab, 'inside'), scenario, expectation)
      observe(scenario, expectation, 'node', report)
      holdAgainst(expectation, report)
    },
  )
})

describe.concurrent('from outside', () => {
  test.each(cases.filter(({ expectation }) => expectation.perspective === 'outside'))(
    '$name, and the Worker in workerd reports the same',
    async ({ scenario, expectation }) => {
      const here = await probe(vantageOnLab(lab, 'outside'), scenario, expectation)
      observe(scenario, expectation, 'node', here)
      holdAgainst(expectation, here)
      const there = await probe(
        edgeVantage({ url: worker.url, token: TOKEN, roots: [lab.rootPem] }),
        scenario,
        expectation,
      )
      observe(scenario, expectation, 'workerd', there)
      holdAgainst(expectation, there)
      if (!scenario.chance) expect(comparable(there)).toEqual(comparable(here))
      expect(there.vantage.kind).toBe('edge')
    },
  )
})

async function probe(vantage: Vantage, scenario: Scenario, expectation: Expectation): Promise<Report> {
  const { probe, starttls, declared, signIn, badAttempts = 0 } = expectation
  const request = {
    probe,
    target: targetOf(scenario, expectation),
    ...(starttls && { starttls }),
    ...(declared && { expect: declared }),
  }
  const authenticator =
    signIn &&
    localAuthenticator({
      ...credentialOf(scenario, signIn),
      ...(signIn.basic && { basic: true }),
      request,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      now: () => Date.now(),
    })
  const run = async () => {
    const events: ProbeEvent[] = []
    const { signal } = new AbortController()
    for await (const event of vantage.run(request, { signal, authenticator })) events.push(event)
    return reportSchema.parse(foldReport(events))
  }
  if (!signIn) return run()
  return alone(scenario, async () => {
    const counted = () => lab.accounts(scenario.name).record(signIn.account).badAttempts
    const before = counted()
    const report = await run()
    expect(counted() - before).toBe(badAttempts)
    return report
  })
}

const lastOf = new Map<Scenario, Promise<unknown>>()

/** Runs that sign in at one tenant come one after the other: they share its accounts. */
function alone<Result>(scenario: Scenario, run: () => Promise<Result>): Promise<Result> {
  const result = (lastOf.get(scenario) ?? Promise.resolve()).then(run)
  lastOf.set(
    scenario,
    result.catch(() => undefined),
  )
  return result
}

/** Exactly the expected codes above info, and at least the expected ones of info. */
function holdAgainst(expectation: Expectation, report: Report): void {
  const codesOf = (...severities: string[]) =>
    report.findings.filter(({ severity }) => severities.includes(severity)).map(({ code }) => code)
  expect({
    verdict: report.verdict.outcome,
    findings: [...new Set(codesOf('error', 'warning'))].sort(),
  }).toEqual({ verdict: expectation.verdict, findings: expectation.findings })
  // Each tenant has one thing wrong with it: whatever else shows follows from that, and the verdict begins with it.
  const causes = findingGroups(report).filter(
    ({ severity }) => severity === 'error' || severity === 'warning',
  )
  expect(causes.slice(1).map(({ cause }) => cause)).toEqual([])
  expect(codesOf('info')).toEqual(expect.arrayContaining([...(expectation.info ?? [])]))
  expect([...new Set(codesOf('advice'))].sort()).toEqual(expectation.advice ?? [])
}

function nameOf({ name, title }: Scenario, expectation: Expectation): string {
  const { probe, target, port, starttls, declared, signIn, verdict, findings } = expectation
  const meant = declared && `with ${JSON.stringify(declared)}`
  const where = [target, port, starttls, meant].filter((part) => part !== undefined).join(' ')
  const what = findings.length > 0 ? findings.join(', ') : 'nothing'
  const who = signIn ? ` as ${signIn.account}` : ''
  return `${name} (${title}): ${probe} of ${where}${who} says "${verdict}" and finds ${what}`
}
