import { describe, expect, test } from 'vitest'
import { accountsOf, LAB_PASSWORD } from '../../../lab/accounts/index.ts'

const right = () => true
const wrong = () => false
const untried = { attempts: 0, accepted: 0, badAttempts: 0, lockedOut: false, devices: [] }

describe('a tenant has Anna', () => {
  test.each([
    ['anna', 'CORP'],
    ['ANNA', 'corp'],
    ['anna', 'corp.tenant.test'],
    ['anna', ''],
    ['anna', '.'],
    ['anna@tenant.test', ''],
    ['Anna@Tenant.Test', ''],
    ['anna@corp.tenant.test', ''],
  ])('who can be called %s of %j', (user, domain) => {
    const account = accountsOf({}, 'tenant.test').signIn({ user, domain }, 'NTLM', right)
    expect(account).toEqual({
      name: 'anna',
      domain: 'CORP',
      principalName: 'anna@tenant.test',
      password: LAB_PASSWORD,
      mailbox: { address: 'anna@tenant.test', without: [] },
    })
  })

  test.each([
    ['anna', 'OTHER'],
    ['anna', 'mail.tenant.test'],
    ['anna', 'tenant.test'],
    ['ben', 'CORP'],
    ['', ''],
    ['anna@other.test', ''],
    ['anna@tenant.test', 'CORP'],
  ])('who is not %s of %j: nobody is charged with that attempt', (user, domain) => {
    const accounts = accountsOf({}, 'tenant.test')
    expect(accounts.signIn({ user, domain }, 'NTLM', right)).toBe('unknown-user')
    expect([accounts.strangers, accounts.record('anna')]).toEqual([1, untried])
  })
})

test('a wrong password is counted, and a right one after it does not take that back', () => {
  const accounts = accountsOf({}, 'tenant.test')
  const anna = { user: 'anna', domain: 'CORP' }
  expect(accounts.signIn(anna, 'NTLM', wrong)).toBe('wrong-password')
  expect(accounts.signIn(anna, 'Basic', right)).toMatchObject({ name: 'anna' })
  expect(accounts.record('anna')).toMatchObject({
    attempts: 2,
    accepted: 1,
    badAttempts: 1,
    lockedOut: false,
  })
})

test('so many wrong ones in a row lock the account: then the right one does not help, and nothing is counted', () => {
  const accounts = accountsOf({ lockoutThreshold: 2 }, 'tenant.test')
  const anna = { user: 'anna', domain: 'CORP' }
  const outcomes = [wrong, right, wrong, wrong, wrong, right].map((proof) =>
    accounts.signIn(anna, 'NTLM', proof),
  )
  expect(outcomes.map((one) => (typeof one === 'string' ? one : 'accepted'))).toEqual([
    'wrong-password',
    'accepted',
    'wrong-password',
    'wrong-password',
    'locked-out',
    'locked-out',
  ])
  expect(accounts.record('anna')).toMatchObject({ attempts: 6, accepted: 1, badAttempts: 3, lockedOut: true })
})

test.each(['disabled', 'expired', 'must-change', 'protected', 'locked-out'] as const)(
  'an account that is %s does not sign in with the right password, and no wrong one is counted',
  (state) => {
    const accounts = accountsOf({ users: [{ name: 'ben', state }] }, 'tenant.test')
    expect(accounts.signIn({ user: 'ben', domain: 'CORP' }, 'NTLM', right)).toBe(state)
    expect(accounts.record('ben')).toMatchObject({ attempts: 1, accepted: 0, badAttempts: 0 })
  },
)

test('a member of Protected Users can use Basic, for which the server asks Kerberos', () => {
  const accounts = accountsOf({ users: [{ name: 'ben', state: 'protected' }] }, 'tenant.test')
  expect(accounts.signIn({ user: 'ben', domain: '' }, 'Basic', right)).toMatchObject({ name: 'ben' })
})

test('a mailbox can have another address than its user, or not be there', () => {
  const accounts = accountsOf(
    {
      users: [
        { name: 'anna', mailbox: { address: 'sales@tenant.test', without: ['mapi-http'] } },
        { name: 'ben', mailbox: 'none' },
      ],
    },
    'tenant.test',
  )
  expect(accounts.withAddress('Sales@tenant.test')).toMatchObject({
    name: 'anna',
    mailbox: { without: ['mapi-http'] },
  })
  expect(accounts.withAddress('anna@tenant.test')).toBeUndefined()
  expect(accounts.withAddress('ben@tenant.test')).toBeUndefined()
})

test('asking for the record of somebody who is not there is a mistake of the test', () => {
  expect(() => accountsOf({}, 'tenant.test').record('nobody')).toThrow('no account nobody')
})
