import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lab } from '../../../../lab/index.ts'
import { searchByRpc } from '../../../../shared/checks/mailbox/rpc-address-book.ts'
import { askReferral } from '../../../../shared/checks/mailbox/rpc-referral.ts'
import { type Step, settle } from '../../../../shared/engine/index.ts'
import { asAnna, labOf, leftOpen, type Tenant, type Told } from './on-lab.ts'
import { goAwayInside, type MailboxFault, openByRpcAt, rpcPlace, serverDnOf, tenantsOf } from './open-by.ts'

/** Each way in which the mailbox fails, and the finding that has to come. */
const MAILBOX_FAULTS: readonly MailboxFault[] = [
  ['mapi-off', { mailbox: { connect: 'protocol-disabled' } }, ['error mapi-disabled'], 'EcDoConnectEx'],
  [
    'rpc-off',
    { mailbox: { connect: 'rpc-http-disallowed' } },
    ['error rpc-http-disallowed'],
    'EcDoConnectEx',
  ],
  ['unknown', { mailbox: { connect: 'unknown-user' } }, ['error mailbox-unknown'], 'EcDoConnectEx'],
  [
    'no-permission',
    { mailbox: { connect: 'login-permission' } },
    ['error mailbox-access-denied'],
    'EcDoConnectEx',
  ],
  ['no-login', { mailbox: { connect: 'login-failure' } }, ['error logon-refused'], 'EcDoConnectEx'],
  [
    'old',
    { mailbox: { connect: 'client-version-disallowed' } },
    ['error client-version-blocked'],
    'EcDoConnectEx',
  ],
  [
    'cached',
    { mailbox: { connect: 'cached-mode-required' } },
    ['warning cached-mode-required'],
    'EcDoConnectEx',
  ],
  [
    'never-encrypted',
    { mailbox: { connect: 'not-encrypted' } },
    ['error encryption-required'],
    'EcDoConnectEx',
  ],
  ['stale', { mailbox: { staleSession: true } }, ['error rpc-answer-broken'], 'EcDoRpcExt2'],
  ['moved', { mailbox: { logon: 'other-server' } }, ['error mailbox-elsewhere'], 'RopLogon'],
  ['disabled', { mailbox: { logon: 'mailbox-disabled' } }, ['error mailbox-account-disabled'], 'RopLogon'],
  ['moving', { mailbox: { logon: 'mailbox-in-transit' } }, ['error mailbox-in-transit'], 'RopLogon'],
  ['denied', { mailbox: { logon: 'access-denied' } }, ['error mailbox-access-denied'], 'RopLogon'],
  ['backoff', { mailbox: { logon: 'backoff' } }, ['warning throttled'], 'RopLogon'],
  ['too-small', { mailbox: { logon: 'buffer-too-small' } }, ['error rpc-answer-broken'], 'RopLogon'],
]

const HEALTHY: Record<string, Tenant> = {
  healthy: {},
  protected: { extendedProtection: true },
  'exchange-2013': { version: '2013' },
  compressed: { mailbox: { packing: 'both' } },
  'small-fragments': { rpc: { longestFragment: 512 } },
  chunked: { rpc: { chunked: true } },
  'small-window': { rpc: { receiveWindow: 8192 } },
}

let lab: Lab
beforeAll(async () => {
  lab = await labOf({
    ...HEALTHY,
    'exchange-2010': { version: '2010 SP3' },
    encrypting: { rpc: { encryptionRequired: true } },
    hidden: { mailbox: { hiddenFromAddressBook: true } },
    'book-closed': { mailbox: { addressBook: 'general-failure' } },
    'directory-down': { rpc: { faults: { proxy: { endpoints: [6004], error: '6ba' } } } },
    'calls-denied': { rpc: { faults: { calls: { by: { status: 5 } } } } },
    'calls-unknown': { rpc: { faults: { calls: { of: 'emsmdb', by: { status: 0x1c010003 } } } } },
    'calls-hang': { rpc: { faults: { calls: { of: 'emsmdb', by: 'unanswered' } } } },
    'no-referral': { mailbox: { withoutReferral: true } },
    'calls-busy': { rpc: { faults: { calls: { of: 'emsmdb', by: { status: 0x6bb } } } } },
    'calls-fragments': { rpc: { faults: { calls: { of: 'emsmdb', by: 'fragments' } } } },
    'no-emsmdb': { rpc: { faults: { bind: { absent: ['emsmdb'] } } } },
    ...tenantsOf(MAILBOX_FAULTS),
  })
})
afterAll(() => lab.close())

const search = (step: Step, told: Told) => settle(searchByRpc(step, rpcPlace(told, 6004)))

describe('the mailbox opens by RPC over HTTP', () => {
  test.each([...Object.keys(HEALTHY), 'exchange-2010', 'calls-fragments'])(
    'at a server that is %s, and nothing stays open',
    async (tenant) => {
      const outcome = await asAnna(lab, tenant, openByRpcAt())
      expect(outcome.findings).toEqual([])
      expect(outcome.progress).toMatchObject({
        transport: 'rpc-http',
        level: 'privacy',
        reached: ['bind EMSMDB', 'EcDoConnectEx', 'RopLogon', 'RopRelease', 'EcDoDisconnect'],
      })
      expect(outcome.progress.serverVersion).toMatch(/^1[45]\.\d+\.\d+\.\d+$/)
      expect(await leftOpen(lab, tenant)).toEqual({})
    },
  )

  test.each(['none', 'connect', 'integrity'] as const)('at level %s', async (level) => {
    const outcome = await asAnna(lab, 'healthy', openByRpcAt(level))
    expect(outcome.findings).toEqual([])
    expect(outcome.progress.level).toBe(level)
    expect(await leftOpen(lab, 'healthy')).toEqual({})
  })

  test('encrypted where the server demands it, which is worth knowing', async () => {
    const outcome = await asAnna(lab, 'encrypting', openByRpcAt('none'))
    expect(outcome.findings).toEqual(['info encryption-required'])
    expect(outcome.progress).toMatchObject({ level: 'privacy', encryption: 'required' })
    expect(await leftOpen(lab, 'encrypting')).toEqual({})
  })

  test('and the trace shows each call', async () => {
    const { trace } = await asAnna(lab, 'healthy', openByRpcAt())
    const titles = trace.map(({ title }) => title)
    expect(titles).toContain('EcDoConnectEx request')
    expect(titles).toContain('ROP output buffer')
  })
})

describe('a mailbox that does not open by RPC over HTTP', () => {
  test.each(MAILBOX_FAULTS)(
    '%s: the finding says why, and nothing stays open',
    async (tenant, _, findings, at) => {
      const outcome = await asAnna(lab, tenant, openByRpcAt())
      expect(outcome.findings).toEqual(findings)
      expect(outcome.progress.stopped).toBe(at)
      expect(await leftOpen(lab, tenant)).toEqual({})
    },
  )

  test.each([
    ['calls-denied', ['error rpc-access-denied']],
    ['calls-unknown', ['error rpc-server-unavailable']],
    ['calls-busy', ['warning throttled']],
    ['no-emsmdb', ['error rpc-server-unavailable']],
  ])('%s: the layer is named', async (tenant, findings) => {
    const outcome = await asAnna(lab, tenant, openByRpcAt())
    expect(outcome.findings).toEqual(findings)
    expect(await leftOpen(lab, tenant)).toEqual({})
  })
})

describe('the address book by RPC over HTTP', () => {
  test.each(['healthy', 'exchange-2010'])('knows the user at a server that is %s', async (tenant) => {
    const outcome = await asAnna(lab, tenant, search)
    expect(outcome.findings).toEqual([])
    expect(outcome.progress.reached).toEqual([
      'bind NSPI',
      'NspiBind',
      'NspiGetSpecialTable',
      'NspiResolveNamesW',
      'NspiUnbind',
    ])
    expect(await leftOpen(lab, tenant)).toEqual({})
  })

  test('does not know a user who is hidden', async () => {
    const outcome = await asAnna(lab, 'hidden', search)
    expect(outcome.findings).toEqual(['error name-not-resolved'])
    expect(await leftOpen(lab, 'hidden')).toEqual({})
  })

  test('that fails is named', async () => {
    const outcome = await asAnna(lab, 'book-closed', search)
    expect(outcome.findings).toEqual(['error logon-refused'])
    expect(await leftOpen(lab, 'book-closed')).toEqual({})
  })

  test('whose endpoint alone is down is told from a server that is down', async () => {
    const outcome = await asAnna(lab, 'directory-down', (step, told) =>
      settle(searchByRpc(step, { ...rpcPlace(told, 6004), othersAnswer: true })),
    )
    expect(outcome.findings).toEqual(['error rpc-directory-endpoint-down'])
  })
})

const askForServer = (step: Step, told: Told) =>
  settle(askReferral(step, { ...rpcPlace(told, 6002), ...serverDnOf(told) }))

test.each(['healthy', 'exchange-2010'])(
  'the referral service of %s names the address book',
  async (tenant) => {
    const outcome = await asAnna(lab, tenant, askForServer)
    expect(outcome.findings).toEqual([])
    expect(outcome.progress.reached).toEqual(['bind RFR', 'RfrGetNewDSA', 'RfrGetFQDNFromServerDN'])
    expect(outcome.progress.addressBook).toBeTruthy()
    expect(await leftOpen(lab, tenant)).toEqual({})
  },
)

test('a referral service that names none is named', async () => {
  const outcome = await asAnna(lab, 'no-referral', askForServer)
  expect(outcome.findings).toEqual(['warning referral-refused'])
  expect(await leftOpen(lab, 'no-referral')).toEqual({})
})

describe('who goes away in the middle', () => {
  test('leaves no session behind', async () => {
    const outcome = await goAwayInside(lab, 'small-window', openByRpcAt())
    expect(outcome.report.state).toBe('cancelled')
    expect(await leftOpen(lab, 'small-window')).toEqual({})
  })

  test('at a server that hangs ends the channels, and the server what they had open', async () => {
    const outcome = await goAwayInside(lab, 'calls-hang', openByRpcAt())
    expect(outcome.report.state).toBe('cancelled')
    await leftOpen(lab, 'calls-hang')
    expect(lab.sessions('calls-hang').count('mailbox')).toEqual({ open: 0, opened: 1 })
  }, 40_000)
})
