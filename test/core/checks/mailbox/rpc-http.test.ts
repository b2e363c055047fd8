import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lab } from '../../../../lab/index.ts'
import { searchByRpc } from '../../../../shared/checks/mailbox/rpc-address-book.ts'
import type { RpcMailboxPlace } from '../../../../shared/checks/mailbox/rpc-caller.ts'
import { openByRpc } from '../../../../shared/checks/mailbox/rpc-mailbox.ts'
import { askReferral } from '../../../../shared/checks/mailbox/rpc-referral.ts'
import type { RpcEndpointNumber } from '../../../../shared/checks/rpc/place.ts'
import { type Step, settle } from '../../../../shared/engine/index.ts'
import type { RpcAuthLevel } from '../../../../shared/protocols/rpc/index.ts'
import { asAnna, labOf, leftOpen, type Tenant, type Told } from './on-lab.ts'

/** Each way in which the mailbox fails, and the finding that has to come. */
const MAILBOX_FAULTS: readonly (readonly [
  name: string,
  fault: Tenant,
  findings: readonly string[],
  stopped: string,
])[] = [
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
    'calls-busy': { rpc: { faults: { calls: { of: 'emsmdb', by: { status: 0x6bb } } } } },
    'calls-fragments': { rpc: { faults: { calls: { of: 'emsmdb', by: 'fragments' } } } },
    'no-emsmdb': { rpc: { faults: { bind: { absent: ['emsmdb'] } } } },
    ...Object.fromEntries(MAILBOX_FAULTS.map(([name, fault]) => [name, fault])),
  })
})
afterAll(() => lab.close())

function placeFor(
  { host, address, mailbox, dn, old }: Told,
  endpoint: RpcEndpointNumber,
  level: RpcAuthLevel = 'privacy',
): RpcMailboxPlace {
  const [server = ''] = old.protocols.flatMap((each) => (each.type === 'EXCH' ? [each.server] : []))
  return { host, address, server, endpoint, mailbox, dn, level, preferred: 'negotiate' }
}

const openMailbox = (level?: RpcAuthLevel) => (step: Step, told: Told) =>
  settle(openByRpc(step, placeFor(told, 6001, level)))
const search = (step: Step, told: Told) => settle(searchByRpc(step, placeFor(told, 6004)))

describe('the mailbox opens by RPC over HTTP', () => {
  test.each([...Object.keys(HEALTHY), 'exchange-2010', 'calls-fragments'])(
    'at a server that is %s, and nothing stays open',
    async (tenant) => {
      const outcome = await asAnna(lab, tenant, openMailbox())
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
    const outcome = await asAnna(lab, 'healthy', openMailbox(level))
    expect(outcome.findings).toEqual([])
    expect(outcome.progress.level).toBe(level)
    expect(await leftOpen(lab, 'healthy')).toEqual({})
  })

  test('encrypted where the server demands it, which is worth knowing', async () => {
    const outcome = await asAnna(lab, 'encrypting', openMailbox('none'))
    expect(outcome.findings).toEqual(['info encryption-required'])
    expect(outcome.progress).toMatchObject({ level: 'privacy', encryption: 'required' })
    expect(await leftOpen(lab, 'encrypting')).toEqual({})
  })

  test('and the trace shows each call', async () => {
    const { trace } = await asAnna(lab, 'healthy', openMailbox())
    const titles = trace.map(({ title }) => title)
    expect(titles).toContain('EcDoConnectEx request')
    expect(titles).toContain('ROP output buffer')
  })
})

describe('a mailbox that does not open by RPC over HTTP', () => {
  test.each(MAILBOX_FAULTS)(
    '%s: the finding says why, and nothing stays open',
    async (tenant, _, findings, at) => {
      const outcome = await asAnna(lab, tenant, openMailbox())
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
    const outcome = await asAnna(lab, tenant, openMailbox())
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
      settle(searchByRpc(step, { ...placeFor(told, 6004), othersAnswer: true })),
    )
    expect(outcome.findings).toEqual(['error rpc-directory-endpoint-down'])
  })
})

test.each(['healthy', 'exchange-2010'])(
  'the referral service of %s names the address book',
  async (tenant) => {
    const outcome = await asAnna(lab, tenant, (step, told) => {
      const [serverDn] = told.old.protocols.flatMap((each) => (each.type === 'EXCH' ? [each.serverDn] : []))
      return settle(
        askReferral(step, { ...placeFor(told, 6002), ...(serverDn !== undefined && { serverDn }) }),
      )
    })
    expect(outcome.findings).toEqual([])
    expect(outcome.progress.reached).toEqual(['bind RFR', 'RfrGetNewDSA', 'RfrGetFQDNFromServerDN'])
    expect(outcome.progress.addressBook).toBeTruthy()
    expect(await leftOpen(lab, tenant)).toEqual({})
  },
)

test('who goes away in the middle leaves no session behind', async () => {
  const caller = new AbortController()
  const watching = setInterval(() => {
    if (lab.sessions('small-window').count('mailbox').open > 0) caller.abort()
  }, 1)
  const outcome = await asAnna(lab, 'small-window', openMailbox(), { signal: caller.signal })
  clearInterval(watching)
  expect(outcome.report.state).toBe('cancelled')
  expect(await leftOpen(lab, 'small-window')).toEqual({})
})
