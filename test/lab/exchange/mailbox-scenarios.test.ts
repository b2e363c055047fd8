import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { credentialOf, scenarios } from '../../../lab/index.ts'
import { mailboxScenarios as tenants } from '../../../lab/scenarios/mailbox/index.ts'
import { catalogue } from '../../../shared/findings/index.ts'

test('every file is a tenant, named like it, and no other tenant of the lab has its name', () => {
  const folder = new URL('../../../lab/scenarios/mailbox/', import.meta.url)
  const files = readdirSync(folder).map((file) => file.replace('.ts', ''))
  const names = tenants.map(({ name }) => name)
  const several = ['index', 'parts', 'healthy-mailboxes', 'rpc-packages']
  expect(names).toEqual(expect.arrayContaining(files.filter((file) => !several.includes(file))))
  expect(new Set(names).size).toBe(names.length)
  const others = scenarios.filter((one) => !tenants.includes(one)).map(({ name }) => name)
  expect(names.filter((name) => others.includes(name))).toEqual([])
})

test.each(tenants.map((tenant) => [tenant.name, tenant] as const))(
  '%s is looked at with a credential of its own, and expects findings of its row',
  (_name, tenant) => {
    const { rows, expect: expectations } = tenant
    expect(expectations.length).toBeGreaterThan(0)
    for (const { verdict, findings, signIn } of expectations) {
      expect(signIn && credentialOf(tenant, signIn).user).toBe(`anna@${tenant.name}.test`)
      const severities = findings.map((code) => catalogue.get(code)?.severity ?? `unknown: ${code}`)
      expect(severities.every((one) => one === 'error' || one === 'warning')).toBe(true)
      expect(severities.includes('error')).toBe(verdict === 'fails')
      expect(findings.map((code) => catalogue.get(code)?.row)).toEqual([...rows])
    }
  },
)
