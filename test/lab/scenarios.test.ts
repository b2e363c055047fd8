import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { absoluteName } from '../../lab/dns/absolute-name.ts'
import { domainOf, type Lab, labPlatform, scenarios, startLab } from '../../lab/index.ts'
import { facts } from '../../lab/scenarios/facts/index.ts'
import { mailboxScenarios } from '../../lab/scenarios/mailbox/index.ts'
import { outlookAnywhereScenarios } from '../../lab/scenarios/outlook-anywhere/index.ts'
import { settings } from '../../lab/scenarios/settings/index.ts'
import { signInScenarios } from '../../lab/scenarios/sign-in/index.ts'
import { nodeBase } from './node-base.ts'

const folder = new URL('../../lab/scenarios/', import.meta.url)
const notTenants = [
  'credential.ts',
  'far-region.ts',
  'index.ts',
  'infrastructure.ts',
  'parts.ts',
  'scenario.ts',
  'target.ts',
]

test('every file of the folder is a tenant of the lab, named like it', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !notTenants.includes(file))
  const below = [...facts, ...mailboxScenarios, ...outlookAnywhereScenarios, ...settings, ...signInScenarios]
  const own = scenarios.filter((scenario) => !below.includes(scenario))
  expect(own.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort())
})

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_name, scenario) => {
  test('has a name that DNS takes', () => {
    expect(scenario.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
  })

  test('says what must be found, once for each question', () => {
    const questions = scenario.expect.map(
      ({ probe, target, port, starttls, perspective, signIn, declared }) =>
        `${probe} ${target} ${port} ${starttls} ${perspective} ${JSON.stringify([signIn, declared])}`,
    )
    expect(questions.length).toBeGreaterThan(0)
    expect(new Set(questions).size).toBe(questions.length)
  })

  test('expects sorted findings, and none with a verdict that does not go with them', () => {
    for (const { findings, verdict } of scenario.expect) {
      expect(findings).toEqual([...new Set(findings)].sort())
      if (verdict === 'fails') expect(findings).not.toEqual([])
    }
  })

  test('says what a comparison must tell, once for each question, of two sides at least', () => {
    const comparisons = scenario.compare ?? []
    for (const { from, differences } of comparisons) {
      expect(new Set(from.map((place) => JSON.stringify(place))).size).toBe(from.length)
      expect(from.length).toBeGreaterThan(1)
      expect(differences).toEqual([...new Set(differences)].sort())
    }
    const questions = comparisons.map(({ probe, target, from }) => JSON.stringify([probe, target, from]))
    expect(new Set(questions).size).toBe(questions.length)
  })

  test('finds something exactly if it stands for a failure', () => {
    const found = scenario.expect.some(({ findings, info = [] }) => findings.length + info.length > 0)
    const warned = scenario.expect.some(({ findings }) => findings.length > 0)
    const differs = (scenario.compare ?? []).some(({ differences }) => differences.length > 0)
    if (scenario.rows.length > 0) expect(found || differs).toBe(true)
    else expect(warned).toBe(false)
  })
})

describe('in a running lab', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab({ dropAfterMs: 10 })
  })
  afterAll(() => lab.close())

  test('no two hosts share an address', () => {
    const all = Object.values(lab.addresses).flatMap((hosts) => Object.values(hosts).flat())
    expect(new Set(all).size).toBe(all.length)
    expect(Object.keys(lab.map.hosts).sort()).toEqual(all.sort())
  })

  test('the same data gets the same addresses', async () => {
    const other = await startLab()
    await other.close()
    expect(other.addresses).toEqual(lab.addresses)
  })

  test('every target that is expected to work leads to an address, and to an open port', async () => {
    const platform = labPlatform(nodeBase, lab.map, 'inside')
    for (const scenario of scenarios) {
      for (const { probe, target, perspective, verdict } of scenario.expect) {
        if (
          perspective !== 'inside' ||
          verdict !== 'works' ||
          !['certificate', 'reachability'].includes(probe)
        )
          continue
        const host = absoluteName(target, domainOf(scenario))
        const addresses = (await platform.systemResolver?.lookup(host)) ?? []
        const open = await Promise.allSettled(
          addresses.map((address) => platform.connect({ address, port: 443 }, AbortSignal.timeout(5000))),
        )
        for (const one of open) if (one.status === 'fulfilled') one.value.close()
        expect([host, open.some(({ status }) => status === 'fulfilled')]).toEqual([host, true])
      }
    }
  })

  test('closing ends connections that are open', async () => {
    const own = await startLab({ scenarios: scenarios.slice(0, 1) })
    const [address = ''] = own.addresses.plain?.mail ?? []
    const platform = labPlatform(nodeBase, own.map, 'outside')
    const stream = await platform.connect({ address, port: 443 }, AbortSignal.timeout(5000))
    const reading = stream.read().catch(() => null)
    await own.close()
    expect(await reading).toBeNull()
  })
})

test('two hundred tenants find room: addresses go on where the documentation range ends', async () => {
  const [plain] = scenarios
  if (plain === undefined) throw new Error('no tenant')
  const many = Array.from({ length: 300 }, (_, index) => ({ ...plain, name: `tenant-${index}` }))
  const lab = await startLab({ scenarios: many })
  await lab.close()
  expect(lab.addresses['tenant-0']?.mail).toEqual(['203.0.113.4'])
  expect(lab.addresses['tenant-299']?.mail).toEqual(['198.18.0.49'])
})
