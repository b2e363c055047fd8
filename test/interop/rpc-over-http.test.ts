/**
 * The lab's RPC over HTTP under the eyes of clients that know nothing of it: impacket opens both channels, binds,
 * and calls; NDR and NTLM on its side are its own.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAB_PASSWORD } from '../../lab/accounts/index.ts'
import { mailboxOf } from '../../lab/exchange/autodiscover/mailbox.ts'
import { serverFacts } from '../../lab/exchange/server-facts.ts'
import type { ExchangeVersion } from '../../lab/exchange/versions.ts'
import { type Lab, type SessionKind, startLab } from '../../lab/index.ts'
import { tenantWith } from '../lab/exchange/raw-client.ts'
import { portOf } from '../lab/lab-client.ts'

/** Without Extended Protection, which impacket knows nothing of. */
const VERSIONS = { modern: '2016', old: '2010 SP3' } as const
type Tenant = keyof typeof VERSIONS

const SCRIPT = fileURLToPath(new URL('rpc/impacket-session.py', import.meta.url))
const KINDS: readonly SessionKind[] = ['connection', 'mailbox', 'logon', 'address-book']

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: Object.entries(VERSIONS).map(([name, version]) =>
      tenantWith(name, { kind: 'exchange', version }),
    ),
  })
})
afterAll(() => lab.close())

function mailbox(tenant: Tenant) {
  const version: ExchangeVersion = VERSIONS[tenant]
  const domain = `${tenant}.test`
  return mailboxOf(`anna@${domain}`, serverFacts({ kind: 'exchange', version }, domain))
}

interface Task {
  readonly tenant: Tenant
  readonly endpoint: number
  readonly http?: 'NTLM' | 'Basic'
  readonly level: 'none' | 'connect' | 'integrity' | 'privacy'
  readonly what: readonly ('mgmt' | 'emsmdb' | 'nspi' | 'rfr')[]
  readonly rpcPassword?: string
}

/** Runs impacket's client. What it says it saw. */
function impacket({ tenant, ...task }: Task): Promise<Record<string, unknown>> {
  const { rpcServer, legacyDn, address } = mailbox(tenant)
  const whole = {
    http: 'NTLM',
    rpcPassword: LAB_PASSWORD,
    ...task,
    port: portOf(lab, tenant),
    server: rpcServer,
    user: 'anna',
    domain: 'CORP',
    password: LAB_PASSWORD,
    dn: legacyDn,
    address,
  }
  return new Promise((resolve, reject) => {
    execFile('/usr/bin/python3', [SCRIPT, JSON.stringify(whole)], { timeout: 60_000 }, (error, out) => {
      if (error === null) resolve(JSON.parse(out))
      else reject(new Error(`impacket ended with ${error.code}`))
    })
  })
}

/** Waits until the tenant's servers have nothing open any more. */
async function nothingIsOpen(tenant: Tenant): Promise<void> {
  await expect
    .poll(() => KINDS.map((kind) => lab.sessions(tenant).count(kind).open), { timeout: 10_000 })
    .toEqual([0, 0, 0, 0])
}

const MGMT = 'afa8bd80-7d8a-11c9-bef4-08002b102989'
const EMSMDB = 'a4f1db00-ca47-1067-b31f-00dd010662da'
const ASYNC_EMSMDB = '5261574a-4572-206e-b268-6b199213b4e4'
const NSPI = 'f5cc5a18-4264-101a-8c59-08002b2f8426'
const RFR = '1544f5e0-613c-11d1-93df-00c04fd7bd09'

const AT_WORK = {
  dummy: 0,
  connected: 0,
  executed: 0,
  logon: 'fe0000000000',
  disconnected: [true, 0],
}
const LOOKED_UP = {
  addressLists: ['Default Global Address List', 'All Users'],
  minimalIds: [2, 0],
  unbound: 1,
}

describe('impacket opens both channels, binds and calls', () => {
  const LEVELS = ['none', 'connect', 'integrity', 'privacy'] as const

  test.each((['NTLM', 'Basic'] as const).flatMap((http) => LEVELS.map((level) => [http, level] as const)))(
    'by %s, at the level %s, on every endpoint',
    async (http, level) => {
      const { address, rpcServer } = mailbox('modern')
      const [store, referral, book] = await Promise.all([
        impacket({ tenant: 'modern', endpoint: 6001, http, level, what: ['mgmt', 'emsmdb'] }),
        impacket({ tenant: 'modern', endpoint: 6002, http, level, what: ['rfr'] }),
        impacket({ tenant: 'modern', endpoint: 6004, http, level, what: ['nspi'] }),
      ])
      expect(store).toEqual({
        interfaces: [RFR, ASYNC_EMSMDB, EMSMDB, MGMT, NSPI],
        listening: 0,
        ...AT_WORK,
      })
      expect(referral).toEqual({ referral: rpcServer })
      expect(book).toEqual({ ...LOOKED_UP, resolved: [['anna', address, 6]] })
      await nothingIsOpen('modern')
    },
  )

  test('of Exchange 2010, where each endpoint has interfaces of its own', async () => {
    const answers = await Promise.all(
      [6001, 6002, 6004].map((endpoint) =>
        impacket({ tenant: 'old', endpoint, level: 'privacy', what: ['mgmt'] }),
      ),
    )
    expect(answers.map(({ interfaces }) => interfaces)).toEqual([
      [ASYNC_EMSMDB, EMSMDB, MGMT],
      [RFR, MGMT, NSPI],
      [RFR, MGMT, NSPI],
    ])
    const store = await impacket({ tenant: 'old', endpoint: 6001, level: 'privacy', what: ['emsmdb'] })
    expect(store).toEqual(AT_WORK)
  })

  test('and is refused where RPC itself has to know who calls, and does not', async () => {
    const store = await impacket({ tenant: 'old', endpoint: 6001, level: 'none', what: ['emsmdb'] })
    expect(store).toEqual({ error: 'rpc_s_access_denied' })
  })

  test('and is refused by RPC alone when its password is wrong there', async () => {
    const task: Task = {
      tenant: 'modern',
      endpoint: 6001,
      level: 'privacy',
      what: ['mgmt'],
      rpcPassword: 'not the password',
    }
    expect(await impacket(task)).toEqual({ error: 'rpc_s_access_denied' })
    await nothingIsOpen('modern')
  })
})
