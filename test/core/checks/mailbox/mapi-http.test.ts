import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lab } from '../../../../lab/index.ts'
import { searchByMapiHttp } from '../../../../shared/checks/mapi/address-book.ts'
import { type Step, settle } from '../../../../shared/engine/index.ts'
import { asAnna, labOf, leftOpen, type Outcome, type Tenant, type Told } from './on-lab.ts'
import {
  goAwayInside,
  type MailboxFault,
  mapiEndpoint,
  openByMapi,
  serverDnOf,
  tenantsOf,
} from './open-by.ts'

/** Each way in which the mailbox fails, and the finding that has to come. */
const MAILBOX_FAULTS: readonly MailboxFault[] = [
  ['mapi-off', { mailbox: { connect: 'protocol-disabled' } }, ['error mapi-disabled'], 'Connect'],
  ['unknown', { mailbox: { connect: 'unknown-user' } }, ['error mailbox-unknown'], 'Connect'],
  ['no-permission', { mailbox: { connect: 'login-permission' } }, ['error mailbox-access-denied'], 'Connect'],
  ['version', { mailbox: { connect: 'version-mismatch' } }, ['error client-version-blocked'], 'Connect'],
  ['cached', { mailbox: { connect: 'cached-mode-required' } }, ['warning cached-mode-required'], 'Connect'],
  ['failed', { mailbox: { connect: 'rpc-failed' } }, ['error logon-refused'], 'Connect'],
  ['stale', { mailbox: { staleSession: true } }, ['error channel-affinity-lost'], 'Execute'],
  ['moved', { mailbox: { logon: 'other-server' } }, ['error mailbox-elsewhere'], 'RopLogon'],
  ['paused', { mailbox: { logon: 'server-paused' } }, ['error mailbox-elsewhere'], 'RopLogon'],
  ['disabled', { mailbox: { logon: 'mailbox-disabled' } }, ['error mailbox-account-disabled'], 'RopLogon'],
  ['moving', { mailbox: { logon: 'mailbox-in-transit' } }, ['error mailbox-in-transit'], 'RopLogon'],
  ['denied', { mailbox: { logon: 'access-denied' } }, ['error mailbox-access-denied'], 'RopLogon'],
  ['login', { mailbox: { logon: 'login-failure' } }, ['error logon-refused'], 'RopLogon'],
  ['no-profile', { mailbox: { logon: 'profile-not-configured' } }, ['error logon-refused'], 'RopLogon'],
  ['backoff', { mailbox: { logon: 'backoff' } }, ['warning throttled'], 'RopLogon'],
  ['too-small', { mailbox: { logon: 'buffer-too-small' } }, ['error mapi-http-answer-broken'], 'RopLogon'],
]

const CODES = [1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 14, 15, 16, 17, 18]
const SESSION_CODES = [6, 10, 13]
const FRAMING: readonly (readonly [name: string, fault: Tenant['mapi'], findings: readonly string[]])[] = [
  ['without-done', { withoutDone: true }, ['error mapi-http-answer-broken']],
  ['content-type', { contentType: 'text/html' }, ['error mapi-http-answer-broken']],
  ['pending-storm', { pending: 500 }, ['error mapi-http-answer-broken']],
  ['after-done', { responseCode: 16, afterDone: true }, ['error mapi-http-refused']],
  ['pending', { pending: 3 }, []],
  ['split-tags', { splitTags: true }, []],
]

const TENANTS: Record<string, Tenant> = {
  healthy: {},
  protected: { extendedProtection: true },
  compressed: { mailbox: { packing: 'compressed' } },
  xored: { mailbox: { packing: 'xored' } },
  both: { mailbox: { packing: 'both' } },
  hidden: { mailbox: { hiddenFromAddressBook: true } },
  'book-closed': { mailbox: { addressBook: 'logon-failed' } },
  hanging: { mapi: { of: ['Execute', 'Disconnect'], unanswered: true } },
  'hanging-logon': { mapi: { of: ['Execute'], unanswered: true } },
  'hanging-end': { mapi: { of: ['Disconnect'], unanswered: true } },
  'hanging-book': { mapi: { of: ['GetSpecialTable'], unanswered: true } },
  'back-end-gone': { directories: { mapi: { afterSignIn: { status: 503 } } } },
  'mapi-http-off': { accounts: { users: [{ name: 'anna', mailbox: { without: ['mapi-http'] } }] } },
  ...tenantsOf(MAILBOX_FAULTS),
  ...Object.fromEntries(CODES.map((code) => [`code-${code}`, { mapi: { responseCode: code } }])),
  ...Object.fromEntries(
    SESSION_CODES.map((code) => [`code-${code}`, { mapi: { responseCode: code, of: ['Execute' as const] } }]),
  ),
  ...Object.fromEntries(FRAMING.map(([name, mapi]) => [name, { mapi }])),
}

let lab: Lab
beforeAll(async () => {
  lab = await labOf(TENANTS)
})
afterAll(() => lab.close())

const search = (step: Step, told: Told) =>
  settle(searchByMapiHttp(step, { ...mapiEndpoint(told, 'addressBook'), ...serverDnOf(told) }))

const statusOf = ({ report }: Outcome) => report.steps[0]?.steps.at(-1)?.status

describe('the mailbox opens by MAPI over HTTP', () => {
  test.each(['healthy', 'protected', 'compressed', 'xored', 'both', 'pending', 'split-tags'])(
    'at a server that is %s, and nothing stays open',
    async (tenant) => {
      const outcome = await asAnna(lab, tenant, openByMapi)
      expect(outcome.findings).toEqual([])
      expect(outcome.progress).toMatchObject({
        transport: 'mapi-http',
        reached: ['PING', 'Connect', 'RopLogon', 'RopRelease', 'Disconnect'],
      })
      expect(outcome.progress.server).toMatch(/^Exchange\/15\./)
      expect(statusOf(outcome)).toBe('passed')
      expect(await leftOpen(lab, tenant)).toEqual({})
      expect(lab.sessions(tenant).count('logon').opened).toBeGreaterThan(0)
    },
  )

  test('and the trace shows each message, without what would let somebody else in', async () => {
    const { trace } = await asAnna(lab, 'healthy', openByMapi)
    const titles = trace.map(({ title }) => title)
    expect(titles).toContain('MAPI over HTTP: Connect request')
    expect(titles).toContain('MAPI over HTTP: Execute answer')
    const text = trace.map((entry) => entry.text).join('\n')
    expect(text).toContain('RopId: RopLogon')
    expect(text).not.toMatch(/MapiContext=(?!\(blotted out\))/)
  })
})

describe('a mailbox that does not open by MAPI over HTTP', () => {
  test.each(MAILBOX_FAULTS)(
    '%s: the finding says why, and nothing stays open',
    async (tenant, _, findings, at) => {
      const outcome = await asAnna(lab, tenant, openByMapi)
      expect(outcome.findings).toEqual(findings)
      expect(outcome.progress.stopped).toBe(at)
      expect(await leftOpen(lab, tenant)).toEqual({})
    },
  )

  test.each(CODES)('X-ResponseCode %s to Connect is named', async (code) => {
    const outcome = await asAnna(lab, `code-${code}`, openByMapi)
    expect(outcome.findings).toEqual(['error mapi-http-refused'])
    expect(outcome.progress).toMatchObject({
      stopped: 'Connect',
      code: expect.stringMatching(new RegExp(`^${code} `)),
    })
  })

  test.each(SESSION_CODES)('X-ResponseCode %s behind Connect is a session that got lost', async (code) => {
    const outcome = await asAnna(lab, `code-${code}`, openByMapi)
    expect(outcome.findings).toEqual(['error channel-affinity-lost'])
  })

  test.each(FRAMING)('an answer that is %s', async (tenant, _, findings) => {
    const outcome = await asAnna(lab, tenant, openByMapi)
    expect(outcome.findings).toEqual(findings)
  })

  test('a user without MAPI over HTTP is refused as such', async () => {
    const outcome = await asAnna(lab, 'mapi-http-off', openByMapi)
    expect(outcome.findings).toEqual(['error mapi-http-refused'])
    expect(outcome.progress.code).toBe('16 Endpoint Disabled')
  })

  test('a front end that reaches no back end is told from a service that is down', async () => {
    const outcome = await asAnna(lab, 'back-end-gone', openByMapi)
    expect(outcome.findings).toEqual(['error backend-unreachable'])
  })
})

describe('the address book by MAPI over HTTP', () => {
  test.each(['healthy', 'protected'])('knows the user at a server that is %s', async (tenant) => {
    const outcome = await asAnna(lab, tenant, search)
    expect(outcome.findings).toEqual([])
    expect(outcome.progress.reached).toEqual([
      'Bind',
      'GetSpecialTable',
      'ResolveNames',
      'GetMailboxUrl',
      'Unbind',
    ])
    expect(outcome.progress.mailboxUrl).toMatch(/^https:\/\/mail\./)
    expect(await leftOpen(lab, tenant)).toEqual({})
  })

  test('does not know a user who is hidden', async () => {
    const outcome = await asAnna(lab, 'hidden', search)
    expect(outcome.findings).toEqual(['error name-not-resolved'])
    expect(await leftOpen(lab, 'hidden')).toEqual({})
  })

  test('that refuses the user is named', async () => {
    const outcome = await asAnna(lab, 'book-closed', search)
    expect(outcome.findings).toEqual(['error logon-refused'])
    expect(await leftOpen(lab, 'book-closed')).toEqual({})
  })
})

describe('who goes away in the middle', () => {
  test.each([
    ['pending', openByMapi, 'mailbox'],
    ['hanging', openByMapi, 'mailbox'],
    ['hanging-end', openByMapi, 'logon'],
    ['hanging-logon', openByMapi, 'logon'],
    ['hanging-book', search, 'address-book'],
  ] as const)(
    'leaves no session behind, also at a server that hangs: %s',
    async (tenant, ask, kind) => {
      const outcome = await goAwayInside(lab, tenant, ask, kind)
      expect(outcome.report.state).toBe('cancelled')
      expect(await leftOpen(lab, tenant)).toEqual({})
      expect(lab.sessions(tenant).count(kind).opened).toBeGreaterThan(0)
    },
    40_000,
  )
})

test('a server that takes a request and never answers it is a finding, and its session is ended', async () => {
  const outcome = await asAnna(lab, 'hanging-logon', openByMapi)
  expect(outcome.findings).toEqual(['error mapi-http-answer-broken'])
  expect(outcome.progress).toMatchObject({ reached: ['PING', 'Connect'], stopped: 'Execute' })
  expect(await leftOpen(lab, 'hanging-logon')).toEqual({})
}, 60_000)
