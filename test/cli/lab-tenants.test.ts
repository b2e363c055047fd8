import { expect, test } from 'vitest'
import { insistOnTenants } from '../../cli/lab-tenants.ts'
import { scenarios, targetOf } from '../../lab/index.ts'

test('every target of the lab is one that the command takes', () => {
  const targets = scenarios.flatMap((scenario) => scenario.expect.map((each) => targetOf(scenario, each)))
  expect(targets.length).toBeGreaterThan(scenarios.length)
  expect(() => insistOnTenants(targets)).not.toThrow()
})

test('so are names that a tenant does not have, addresses, and the lab itself', () => {
  const targets = [
    'nowhere.plain.test',
    'anna@plain.test',
    'https://MAIL.plain.test/owa',
    '203.0.113.1',
    'lab.test',
  ]
  expect(() => insistOnTenants(targets)).not.toThrow()
})

test.each([
  ['mail.certificate-expird.test', 'did you mean certificate-expired.test?'],
  ['self-signed.test', 'did you mean certificate-self-signed.test?'],
  ['plain.test.example', 'its tenants are such as plain.test'],
  ['contoso.com', 'its tenants are such as plain.test'],
])('%s is none: %s', (target, hint) => {
  expect(() => insistOnTenants(['plain.test', target])).toThrow(
    `the lab has no tenant to which ${target} belongs; ${hint}`,
  )
})
