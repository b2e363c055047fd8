/**
 * `rpc-ping` against servers that are well, and against the ways in which the layers of RPC over HTTP break: each ends
 * in the finding that names the layer, in time, and leaves nothing open at the server.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RpcSettings } from '../../lab/exchange/rpc/rpc-settings.ts'
import type { ExchangeVersion } from '../../lab/exchange/versions.ts'
import { credentialOf, type Lab, mailboxScenarios, type Scenario, startLab } from '../../lab/index.ts'
import { behind, exchange, serving } from '../../lab/scenarios/outlook-anywhere/parts.ts'
import { goodZone, hostLike } from '../../lab/scenarios/parts.ts'
import {
  everyStep,
  foldReport,
  type ProbeEvent,
  type ProbeRequest,
  type Report,
} from '../../shared/engine/index.ts'
import { describeFinding } from '../../shared/findings/index.ts'
import { localAuthenticator } from '../../shared/sign-in/index.ts'
import { vantageOnLab } from './lab-vantage.ts'

function tenant(name: string, rpc: RpcSettings = {}, version: ExchangeVersion = '2019'): Scenario {
  return {
    name,
    title: name,
    rows: [],
    hosts: { mail: hostLike({ behind: { kind: 'exchange', version, rpc } }) },
    zone: goodZone,
    expect: [],
  }
}

type Faults = NonNullable<RpcSettings['faults']>

/** What breaks, what the run has to find for it, and the last layer that answered. */
interface Broken {
  readonly rpc: Faults
  readonly finds: readonly string[]
  readonly at: string
  readonly level?: 'privacy'
}
const BROKEN: Readonly<Record<string, Broken>> = {
  ...Object.fromEntries(
    (['57', '6ba', '6be', '6bf', '6c0', '6c1', '6d9', 'invalid-port'] as const).map((error) => [
      `proxy-${error}`,
      { rpc: { proxy: { error } }, finds: ['rpc-server-unavailable'], at: 'http' },
    ]),
  ),
  'proxy-6bb': { rpc: { proxy: { error: '6bb' } }, finds: ['throttled'], at: 'http' },
  'proxy-5': { rpc: { proxy: { error: '5' } }, finds: ['rpc-access-denied'], at: 'http' },
  'proxy-unknown': {
    rpc: { proxy: { error: 'unknown-server' } },
    finds: ['rpc-server-unavailable'],
    at: 'http',
  },
  'proxy-in-stream': {
    rpc: { proxy: { error: '6ba', inStream: true } },
    finds: ['rpc-server-unavailable'],
    at: 'rts',
  },
  'directory-down': {
    rpc: { proxy: { error: '6ba', endpoints: [6004] } },
    finds: ['rpc-directory-endpoint-down'],
    at: 'http',
  },
  'channels-silent': { rpc: { channels: 'silent' }, finds: ['rpc-channel-buffered'], at: 'rts' },
  'channels-pings': { rpc: { channels: 'pings' }, finds: ['rpc-channel-buffered'], at: 'rts' },
  'channels-truncated': { rpc: { channels: 'truncated' }, finds: ['rpc-answer-broken'], at: 'rts' },
  'channels-unknown': { rpc: { channels: 'unknown-command' }, finds: ['rpc-answer-broken'], at: 'rts' },
  'bind-absent': { rpc: { bind: { absent: ['mgmt'] } }, finds: ['rpc-server-unavailable'], at: 'bind' },
  'bind-nak-1': { rpc: { bind: { refused: 1 } }, finds: ['throttled'], at: 'bind' },
  'bind-nak-4': { rpc: { bind: { refused: 4 } }, finds: ['rpc-answer-broken'], at: 'bind' },
  'bind-nak-8': { rpc: { bind: { refused: 8 } }, finds: ['rpc-access-denied'], at: 'bind' },
  'bind-silent': { rpc: { bind: 'silent' }, finds: ['rpc-server-unavailable'], at: 'bind' },
  'auth-refused': { rpc: { authentication: 'refused' }, finds: ['rpc-access-denied'], at: 'call' },
  'auth-silent': { rpc: { authentication: 'silent' }, finds: ['rpc-server-unavailable'], at: 'bind' },
  'verifier-checksum': { rpc: { verifier: 'checksum' }, finds: ['rpc-answer-broken'], at: 'call' },
  'verifier-sequence': { rpc: { verifier: 'sequence' }, finds: ['rpc-answer-broken'], at: 'call' },
  'verifier-padding': {
    rpc: { verifier: 'padding' },
    finds: ['rpc-answer-broken'],
    at: 'call',
    level: 'privacy',
  },
  'call-unknown-if': {
    rpc: { calls: { of: 'mgmt', by: { status: 0x1c010003 } } },
    finds: ['rpc-server-unavailable'],
    at: 'call',
  },
  'call-range': {
    rpc: { calls: { of: 'mgmt', by: { status: 0x1c010002 } } },
    finds: ['rpc-answer-broken'],
    at: 'call',
  },
  'call-bad-stub': {
    rpc: { calls: { of: 'mgmt', by: { status: 0x6f7 } } },
    finds: ['rpc-answer-broken'],
    at: 'call',
  },
  'call-busy': { rpc: { calls: { of: 'mgmt', by: { status: 0x6bb } } }, finds: ['throttled'], at: 'call' },
  'call-denied': {
    rpc: { calls: { of: 'mgmt', by: { status: 5 } } },
    finds: ['rpc-access-denied'],
    at: 'call',
  },
  'call-silent': {
    rpc: { calls: { of: 'mgmt', by: 'silent' } },
    finds: ['rpc-server-unavailable'],
    at: 'call',
  },
}

/** Unusual, and no fault. */
const WELL: Readonly<Record<string, [RpcSettings, ExchangeVersion?]>> = {
  'well-2010': [{}, '2010 SP3'],
  'well-2013': [{}, '2013'],
  'well-2016': [{}, '2016'],
  'well-2019': [{}],
  'well-se': [{}, 'SE'],
  'well-chunked': [{ chunked: true }],
  'well-window': [{ receiveWindow: 8192 }],
  'well-fragment': [{ longestFragment: 512 }],
  'well-recycled': [{ faults: { channels: 'recycled-at-once' } }],
  'well-recycled-r1': [{ recycling: 'R1', faults: { channels: 'recycled-at-once' } }],
  'well-fragments': [{ faults: { calls: { of: 'mgmt', by: 'fragments' } } }],
  'well-negotiate': [{ packages: ['Negotiate'] }],
  'well-ntlm': [{ packages: ['NTLM'] }, '2010 SP3'],
  'well-hint': [{ faults: { calls: { of: 'mgmt', by: 'hint' } } }],
}

/** Tenants of the lab's own whose channels do not meet: by chance, or never. */
const KEPT_APART = new Map([
  ['rpc-channels-apart', 'channel-affinity-lost'],
  ['rpc-in-held-back', 'rpc-channel-buffered'],
])

/** Two servers, and a cookie that brings both channels to one of them. */
const BY_COOKIE = 'rpc-affinity-by-cookie'
/** The same, and the cookie comes when IN is on its way already: with the next attempt they meet, and from then on. */
const BY_LATE_COOKIE = 'rpc-affinity-by-late-cookie'
const onlyBasic = exchange('2019', {
  rpc: { apart: true },
  directories: { rpc: { schemes: ['Basic'] }, autodiscover: { schemes: ['Basic'] } },
})
const basicByCookie: Scenario = {
  ...tenant('cookie-basic', {}),
  hosts: { mail: serving(behind('haproxy', { affinity: 'cookie', behind: [onlyBasic, onlyBasic] })) },
}

let lab: Lab
const tenants = new Map<string, Scenario>()
beforeAll(async () => {
  for (const [name, { rpc }] of Object.entries(BROKEN)) tenants.set(name, tenant(name, { faults: rpc }))
  for (const [name, [rpc, version]] of Object.entries(WELL)) tenants.set(name, tenant(name, rpc, version))
  // NTLM is not known there: that takes a connection, once. Negotiate is, and refuses everybody in answer to its last leg.
  const refusing: RpcSettings = { packages: ['Negotiate'], faults: { authentication: 'refused' } }
  tenants.set('auth-refused-at-once', tenant('auth-refused-at-once', refusing))
  tenants.set('idle-short', tenant('idle-short', { connectionTimeoutMs: 60_000 }))
  for (const scenario of mailboxScenarios.filter(({ name }) =>
    [...KEPT_APART.keys(), BY_COOKIE, BY_LATE_COOKIE].includes(name),
  ))
    tenants.set(scenario.name, scenario)
  tenants.set('cookie-basic', basicByCookie)
  lab = await startLab({ scenarios: [...tenants.values()] })
})
afterAll(() => lab.close())

function authenticatorFor(name: string, request: { target: string }, basic = false) {
  const scenario = tenants.get(name)
  if (scenario === undefined) throw new Error(`there is no tenant ${name}`)
  return localAuthenticator({
    ...credentialOf(scenario, { account: 'anna' }),
    request,
    basic,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
  })
}

async function ping(name: string, rpc: ProbeRequest['rpc'] = {}, basic = false): Promise<Report> {
  const request = { probe: 'rpc-ping', target: `mail.${name}.test`, deadlineSeconds: 60, rpc }
  const authenticator = authenticatorFor(name, request, basic)
  const events: ProbeEvent[] = []
  const { signal } = new AbortController()
  for await (const event of vantageOnLab(lab, 'outside').run(request, { signal, authenticator }))
    events.push(event)
  const report = foldReport(events)
  if (report === undefined) throw new Error('the run has no first event')
  return report
}

function faultsOf({ findings }: Report): string[] {
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ code }) => code)
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > 15_000) throw new Error('it did not come about within 15 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function nothingIsOpen(name: string): Promise<void> {
  await until(() => lab.sessions(name).count('connection').open === 0)
}

/** All that the steps noted under a name. */
function notes({ steps }: Report, wanted: string): Record<string, unknown>[] {
  const evidence = [...everyStep(steps)].flatMap((step) => step.evidence)
  return evidence.filter(({ name }) => name === wanted).map(({ value }) => value as Record<string, unknown>)
}

/** What people read of the findings. */
const saidOf = ({ findings }: Report) =>
  findings.map((finding) => describeFinding(finding).sentence).join('\n')

/** How far the endpoints came. */
const progressOf = (report: Report) => notes(report, 'rpc.progress')

describe.concurrent('a server that is well', () => {
  test.each(Object.keys(WELL))('answers on every endpoint, and nothing is found: %s', async (name) => {
    const report = await ping(name)
    expect(faultsOf(report)).toEqual([])
    expect(report.verdict.outcome).toBe('works')
    const answers = progressOf(report)
    expect(answers.map(({ endpoint }) => endpoint)).toEqual([6001, 6002, 6004])
    for (const answer of answers) {
      expect(answer.reached).toEqual(['http', 'rts', 'bind', 'call'])
      expect(answer.interfaces).toContain('mgmt')
    }
    await nothingIsOpen(name)
  })

  test.each([BY_COOKIE, BY_LATE_COOKIE, 'cookie-basic'])(
    'behind a balancer that knows a client by its cookie both channels meet, whichever server it is: %s',
    async (name) => {
      for (let n = 0; n < 2; n += 1) {
        const report = await ping(name, {}, true)
        expect(faultsOf(report)).toEqual([])
        expect(progressOf(report).map(({ reached }) => reached)).toContainEqual([
          'http',
          'rts',
          'bind',
          'call',
        ])
        expect(JSON.stringify(report)).not.toContain('SERVERID=n')
      }
      await nothingIsOpen(name)
    },
  )

  test.each(['none', 'connect', 'integrity', 'privacy'] as const)(
    'answers at the level %s, on the one endpoint that was asked for',
    async (level) => {
      const report = await ping('well-2019', { level, endpoint: 6004, server: 'EX01' })
      expect(faultsOf(report)).toEqual([])
      expect(progressOf(report)).toMatchObject([{ endpoint: 6004, server: 'EX01', level, listening: 'true' }])
    },
  )
})

describe.concurrent('by what the user signs in to RPC itself', () => {
  test.each([
    ['well-2019', {}, 'ntlm'],
    ['well-2019', { security: 'ntlm' }, 'ntlm'],
    ['well-2019', { security: 'negotiate' }, 'negotiate'],
    ['well-2010', { security: 'negotiate', level: 'connect' }, 'negotiate'],
    ['well-2010', { security: 'negotiate', level: 'privacy' }, 'negotiate'],
    ['well-ntlm', {}, 'ntlm'],
    ['well-negotiate', {}, 'negotiate'],
    ['well-fragment', { security: 'negotiate', level: 'privacy' }, 'negotiate'],
  ] as const)('at %s, asked for %j, it is %s', async (name, asked, security) => {
    const report = await ping(name, asked)
    expect(faultsOf(report)).toEqual([])
    expect(report.verdict.outcome).toBe('works')
    expect(progressOf(report).map((each) => each.security)).toEqual([security, security, security])
    await nothingIsOpen(name)
  })

  test.each([
    ['well-negotiate', 'ntlm', 'takes no NTLM in RPC'],
    ['well-ntlm', 'negotiate', 'takes no Negotiate in RPC'],
  ] as const)(
    '%s is asked by %s alone where that is named, and says that it %s',
    async (name, security, says) => {
      const report = await ping(name, { security, endpoint: 6001 })
      expect(faultsOf(report)).toEqual(['rpc-access-denied'])
      expect(saidOf(report)).toContain(says)
      expect(progressOf(report)).toMatchObject([
        { stopped: 'bind', said: expect.stringContaining('bind_nak 8') },
      ])
      await nothingIsOpen(name)
    },
  )

  test('a server that takes neither is asked by both, and told so', async () => {
    const report = await ping('bind-nak-8', { endpoint: 6001 })
    expect(saidOf(report)).toContain('takes neither NTLM nor Negotiate in RPC')
  })

  test('a server that refuses the user is not asked in another way: each endpoint had one answer', async () => {
    const before = lab.sessions('auth-refused-at-once').count('connection').opened
    const report = await ping('auth-refused-at-once')
    expect(faultsOf(report)).toEqual(['rpc-access-denied'])
    expect(saidOf(report)).toContain('by Negotiate in RPC')
    expect(lab.sessions('auth-refused-at-once').count('connection').opened - before).toBe(3 + 1)
    await nothingIsOpen('auth-refused-at-once')
  })
})

describe.concurrent('what breaks ends in the finding that names the layer, and leaves nothing open', () => {
  test.each(Object.entries(BROKEN))('%s', async (name, { finds, at, level }) => {
    const report = await ping(name, level === undefined ? {} : { level })
    expect(faultsOf(report)).toEqual(finds)
    expect(report.state).toBe('completed')
    expect(report.verdict.outcome).not.toBe('works')
    const stopped = progressOf(report).filter((each) => each.stopped !== undefined)
    expect(new Set(stopped.map((each) => each.stopped))).toEqual(new Set([at]))
    await nothingIsOpen(name)
  })

  test.each([...KEPT_APART])('%s: chance is told from the rule', async (name, finding) => {
    expect(faultsOf(await ping(name, { endpoint: 6001 }))).toEqual([finding])
    await nothingIsOpen(name)
  })

  test('a timeout that is shorter than clients expect is a warning', async () => {
    const report = await ping('idle-short')
    expect(faultsOf(report)).toEqual(['idle-timeout-short'])
    expect(report.verdict.outcome).toBe('works')
  })

  test('a name that the proxy does not know', async () => {
    const report = await ping('well-2016', { server: 'NOBODY', endpoint: 6001 })
    expect(faultsOf(report)).toEqual(['rpc-server-unavailable'])
  })
})

test('a connection that is held lives as long as it is to, and is ended in order', async () => {
  const report = await ping('well-2013', { endpoint: 6001, holdSeconds: 2 })
  expect(faultsOf(report)).toEqual([])
  expect(notes(report, 'rpc.held')).toMatchObject([{ cut: false }])
  await nothingIsOpen('well-2013')
})

test('a connection that is held and cut while nobody asks anything is a finding, and nothing stays open', async () => {
  const name = 'well-2010'
  const request = {
    probe: 'rpc-ping',
    target: `mail.${name}.test`,
    rpc: { endpoint: 6001, holdSeconds: 50 } as const,
  }
  const events: ProbeEvent[] = []
  const { signal } = new AbortController()
  const run = vantageOnLab(lab, 'outside').run(request, {
    signal,
    authenticator: authenticatorFor(name, request),
    // Its one call is answered: from here on the connection is idle, and something on the way loses patience.
    trace: ({ step, direction, title }) => {
      const holding = events.some(
        (event) => event.type === 'step-started' && event.step === step && event.check === 'rpc.hold',
      )
      if (holding && direction === 'received' && /^response\b/i.test(title))
        setTimeout(() => lab.cut(name), 50)
    },
  })
  for await (const event of run) events.push(event)
  const report = foldReport(events)
  if (report === undefined) throw new Error('the run has no first event')
  expect(faultsOf(report)).toEqual(['idle-timeout-short'])
  expect(report.findings.find(({ code }) => code === 'idle-timeout-short')?.values).toMatchObject({
    how: 'cut',
  })
  expect(notes(report, 'rpc.held')).toMatchObject([{ cut: true }])
  await nothingIsOpen(name)
})

test('without a credential it says that it needs one', async () => {
  const events: ProbeEvent[] = []
  const request = { probe: 'rpc-ping', target: 'mail.well-2016.test' }
  const { signal } = new AbortController()
  for await (const event of vantageOnLab(lab, 'outside').run(request, { signal })) events.push(event)
  const report = foldReport(events)
  expect(report?.verdict.outcome).toBe('unknown')
  expect(report?.steps[0]?.reason).toMatchObject({
    code: 'rpc.no-credential',
    message: expect.stringContaining('--user'),
  })
})

test('no connection is left behind by a caller who goes away in the middle of a call', async () => {
  const request = { probe: 'rpc-ping', target: 'mail.call-silent.test', deadlineSeconds: 60 }
  const controller = new AbortController()
  const run = vantageOnLab(lab, 'outside').run(request, {
    signal: controller.signal,
    authenticator: authenticatorFor('call-silent', request),
  })
  const before = lab.sessions('call-silent').count('connection').opened
  const events: ProbeEvent[] = []
  const running = (async () => {
    for await (const event of run) events.push(event)
  })()
  await until(() => lab.sessions('call-silent').count('connection').opened > before)
  controller.abort()
  await running
  await nothingIsOpen('call-silent')
  expect(foldReport(events)?.state).toBe('cancelled')
})
