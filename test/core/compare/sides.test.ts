import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FAR_REGION, type Lab, scenarios, startLab } from '../../../lab/index.ts'
import {
  type Comparison,
  compareReports,
  comparisonJson,
  describeDifference,
  headline,
  renderComparison,
} from '../../../shared/compare/index.ts'
import { foldReport, type ProbeEvent, type Report } from '../../../shared/engine/index.ts'
import type { Vantage } from '../../../shared/vantage/index.ts'
import { vantageOnLab } from '../../scenarios/lab-vantage.ts'

const TENANTS = [
  'plain',
  'split-dns',
  'certificate-expired',
  'tls-interception-inside',
  'closed-from-outside',
  'filtered-by-region',
  'unlike-by-region',
]

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    dropAfterMs: 100,
    scenarios: scenarios.filter(({ name }) => TENANTS.includes(name)),
  })
})
afterAll(() => lab.close())

async function reportFrom(vantage: Vantage, target: string, probe: string): Promise<Report> {
  const events: ProbeEvent[] = []
  const { signal } = new AbortController()
  for await (const event of vantage.run({ probe, target }, { signal })) events.push(event)
  const report = foldReport(events)
  if (!report) throw new Error('the run has no first event')
  return report
}

/** From inside, from outside, and from outside where it is far away. */
async function compared(tenant: string, probe = 'certificate'): Promise<Comparison> {
  const target = `mail.${tenant}.test`
  const [inside, outside, far] = await Promise.all([
    reportFrom(vantageOnLab(lab, 'inside'), target, probe),
    reportFrom(vantageOnLab(lab, 'outside'), target, probe),
    reportFrom(vantageOnLab(lab, 'outside', FAR_REGION), target, probe),
  ])
  return compareReports([inside, outside, far])
}

const kinds = ({ differences }: Comparison) =>
  differences.map(
    ({ kind, severity, seen }) => `${severity} ${kind} from ${seen.map(({ side }) => side).join()}`,
  )

describe.concurrent('sides that are laid beside each other', () => {
  test('do not differ where there is nothing in between', async () => {
    const comparison = await compared('plain')
    expect(kinds(comparison)).toEqual([])
    expect(headline(comparison)).toBe('It works from everywhere.')
    expect(comparison.sides.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['inside (node)', 'works'],
      ['outside (node)', 'works'],
      [`outside (${FAR_REGION})`, 'works'],
    ])
  })

  test('show split DNS, which is healthy, and no certificate beside it where it is the same', async () => {
    const comparison = await compared('split-dns')
    expect(kinds(comparison)).toEqual(['info split-dns from 0,1,2'])
    expect(headline(comparison)).toBe('It works from everywhere.')
    expect(comparison.differences[0]?.seen[0]?.what).toMatch(/^10\./)
  })

  test('show a firewall: open from inside, no answer from outside', async () => {
    const comparison = await compared('closed-from-outside', 'reachability')
    expect(kinds(comparison)).toEqual(['error firewall from 0,1,2'])
    expect(comparison.differences[0]?.seen.map(({ what }) => what)).toEqual([
      'open',
      'timed-out',
      'timed-out',
    ])
    expect(headline(comparison)).toContain('It works inside and fails outside')
    expect(comparison.somewhere.map(({ finding, sides }) => [finding.code, sides])).toEqual([
      ['port-closed', [1, 2]],
    ])
  })

  test('show who opens TLS on the way: another issuer at the same address', async () => {
    const comparison = await compared('tls-interception-inside')
    expect(kinds(comparison)).toEqual(['error tls-interception from 0,1,2'])
    expect(headline(comparison)).toContain('It works outside and fails inside')
    expect(comparison.differences[0]?.seen[0]?.what).toContain('not trusted')
  })

  test('show a filter by region: one place outside gets no answer', async () => {
    const comparison = await compared('filtered-by-region', 'reachability')
    expect(kinds(comparison)).toEqual(['error region-filtered from 0,1,2'])
    expect(headline(comparison)).toContain('from one place outside and fails from another')
    const [difference] = comparison.differences
    const told = difference && describeDifference(difference, comparison)
    expect(told?.meaning).toContain(`not alike from outside (${FAR_REGION})`)
  })

  test('show members of a load balancer that are unlike: another certificate of the same issuer', async () => {
    const comparison = await compared('unlike-by-region')
    expect(kinds(comparison)).toEqual(['warning load-balancer from 0,1,2'])
    expect(headline(comparison)).toBe('It works from everywhere, but not alike.')
  })

  test('agree on a fault of the estate itself', async () => {
    const comparison = await compared('certificate-expired')
    expect(kinds(comparison)).toEqual([])
    expect(headline(comparison)).toContain('It fails from everywhere')
    expect(comparison.everywhere.map(({ finding }) => finding.code)).toContain('certificate-expired')
    expect(comparison.somewhere).toEqual([])
  })

  test('are told as text and as JSON, which say the same', async () => {
    const comparison = await compared('closed-from-outside', 'reachability')
    const text = renderComparison(comparison, { colour: false, width: 80 })
    const json = JSON.parse(comparisonJson(comparison))
    expect(text.split('\n')[0]).toBe('reachability mail.closed-from-outside.test, seen from 3 sides')
    expect(text).toContain('✗ firewall  A firewall stands before port 443 of')
    expect(json.differences[0].text.title).toContain('A firewall stands before port 443 of')
    expect(json).toMatchObject({ schema: 1, headline: headline(comparison), sides: comparison.sides })
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })
})

test('a filter by region that answers: places that are answered alike are named together', () => {
  const side = (name: string, perspective: 'inside' | 'outside') =>
    ({ name, perspective, outcome: 'works', state: 'completed' }) as const
  const sides = [side('the office', 'inside'), side('Oslo', 'outside'), side('Singapore', 'outside')]
  const seen = ['POST /rpc HTTP 401', 'POST /rpc HTTP 401', 'POST /rpc HTTP 403']
  const { meaning } = describeDifference(
    {
      ...{ kind: 'region-filtered', severity: 'warning', host: 'mail.contoso.com' },
      seen: seen.map((what, at) => ({ side: at, what })),
    },
    {
      probe: 'outlook-anywhere',
      target: 'contoso.com',
      sides,
      differences: [],
      somewhere: [],
      everywhere: [],
    },
  )
  expect(meaning).toContain('answers from the office, Oslo, and not alike from Singapore.')
})
