import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../lab/index.ts'
import { foldReport, type ProbeEvent, type Report } from '../../shared/engine/index.ts'
import { renderHtml } from '../../shared/render/html/index.ts'
import { renderJunit } from '../../shared/render/junit.ts'
import { renderSarif } from '../../shared/render/sarif.ts'
import { htmlProblems, junitProblems, sarifProblems } from '../core/render/validators.ts'
import { vantageOnLab } from './lab-vantage.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab.close())

/** A healthy estate, and faults of every kind: name, certificate, chain, firewall, proxy, Autodiscover. */
const RUNS = [
  ['outlook-anywhere', 'plain.test'],
  ['outlook-anywhere', 'certificate-expired.test'],
  ['outlook-anywhere', 'nginx-methods.test'],
  ['outlook-anywhere', 'autodiscover-missing.test'],
  ['outlook-anywhere', 'dnssec-bogus.test'],
  ['certificate', 'mail.chain-incomplete.test'],
  ['certificate', 'mail.client-certificate-required-1-2.test'],
  ['reachability', 'mail.rpc-ports-exposed.test'],
] as const

describe.concurrent('what others have published finds no fault with', () => {
  test.each(RUNS)('the report of %s %s as a page, for CI, and for code scanning', async (probe, target) => {
    const events: ProbeEvent[] = []
    const run = vantageOnLab(lab, 'outside').run({ probe, target }, { signal: new AbortController().signal })
    for await (const event of run) events.push(event)
    const report = foldReport(events) as Report
    expect(await htmlProblems(renderHtml(report))).toEqual([])
    expect(sarifProblems(renderSarif(report))).toEqual([])
    expect(await junitProblems(renderJunit(report))).toEqual([])
  })
})
