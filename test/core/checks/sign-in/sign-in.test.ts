import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAB_PASSWORD } from '../../../../lab/accounts/accounts-spec.ts'
import type { ExchangeService } from '../../../../lab/exchange/exchange-service.ts'
import type { TlsFrontEnd } from '../../../../lab/front-ends/front-end.ts'
import { type Lab, labPlatform, type Scenario, startLab } from '../../../../lab/index.ts'
import { exchange, serving } from '../../../../lab/scenarios/outlook-anywhere/parts.ts'
import { goodZone } from '../../../../lab/scenarios/parts.ts'
import { localVantage } from '../../../../node/local-vantage.ts'
import { createNodePlatform } from '../../../../node/platform.ts'
import { everyStep, foldReport, type ProbeEvent, type Report } from '../../../../shared/engine/index.ts'
import { localAuthenticator } from '../../../../shared/sign-in/index.ts'

const SCHEMES = (...schemes: ('Negotiate' | 'NTLM' | 'Basic' | 'Bearer')[]) => {
  const each = { schemes }
  return { directories: { autodiscover: each, rpc: each, mapi: each, ews: each } }
}

function tenant(
  name: string,
  change: Omit<ExchangeService, 'kind' | 'version'>,
  certificate?: TlsFrontEnd['certificate'],
): Scenario {
  const hosts = { mail: serving(exchange('2019', change), certificate && { certificate }) }
  return { name, title: name, rows: [], hosts, zone: goodZone, expect: [] }
}

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      // What Autodiscover says of /rpc is NTLM, which then has to be offered there.
      tenant('negotiate', {
        directories: { ...SCHEMES('Negotiate').directories, rpc: { schemes: ['Negotiate', 'NTLM'] } },
      }),
      tenant('basic', SCHEMES('Basic')),
      tenant('tokens', SCHEMES('Bearer')),
      tenant('untrusted', {}, { names: ['mail', 'autodiscover'], issuer: 'private' }),
      tenant('moved', { autodiscover: { kind: 'redirect-address', address: 'anna@negotiate.test' } }),
    ],
  })
})
afterAll(() => lab.close())

type Options = {
  probe?: string
  user?: string
  password?: string
  basic?: boolean
  target?: string
  hosts?: readonly string[]
  ignoreTrust?: boolean
}

async function run(name: string, options: Options = {}): Promise<Report> {
  const { probe = 'outlook-anywhere', user = 'CORP\\anna', password = LAB_PASSWORD, basic = false } = options
  const request = { probe, target: options.target ?? `anna@${name}.test` }
  const vantage = localVantage({
    perspective: 'outside',
    resolvers: lab.resolvers.map(({ url }) => new URL(url)),
    extraRoots: [{ name: 'lab', pem: lab.rootPem, kind: 'public' }],
    platform: labPlatform(createNodePlatform(), lab.map, 'outside'),
    ipv6Witnesses: lab.ipv6Witnesses,
  })
  const authenticator = localAuthenticator({
    ...{ user, password, basic, request, hosts: options.hosts ?? [] },
    ignoreTrust: options.ignoreTrust ?? false,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
  })
  const events: ProbeEvent[] = []
  const { signal } = new AbortController()
  for await (const event of vantage.run(request, { signal, authenticator })) events.push(event)
  const report = foldReport(events)
  if (report === undefined) throw new Error('no report')
  return report
}

const codesOf = ({ findings }: Report) => findings.map(({ code }) => code)

function outcomesOf(report: Report): unknown[] {
  return [...everyStep(report.steps)].flatMap(({ evidence }) =>
    evidence.flatMap(({ name, value }) => (name === 'sign-in.outcome' ? [value] : [])),
  )
}

describe('signing in takes the scheme that the server offers', () => {
  test('NTLM within Negotiate', async () => {
    const report = await run('negotiate')
    expect(report.verdict.outcome).toBe('works')
    expect(outcomesOf(report)).toEqual([
      { outcome: 'accepted', scheme: 'NTLM', status: 200 },
      { outcome: 'accepted', scheme: 'Negotiate', status: 200 },
    ])
  })

  test('Basic when it was asked for by name', async () => {
    const report = await run('basic', { basic: true })
    expect(report.signIn).toBe('tested')
    expect(outcomesOf(report)).toContainEqual({ outcome: 'accepted', scheme: 'Basic', status: 200 })
    expect(JSON.stringify(report)).not.toContain(Buffer.from(`CORP\\anna:${LAB_PASSWORD}`).toString('base64'))
  })

  test('and nothing goes out by Basic when it was not', async () => {
    const report = await run('basic')
    expect(report).toMatchObject({ signIn: 'not-tested', verdict: { outcome: 'unknown' } })
    expect(codesOf(report)).toContain('ntlm-not-possible')
    expect(lab.accounts('basic').record('anna').badAttempts).toBe(0)
  })

  test('tokens are recognised, and where they come from is told', async () => {
    const report = await run('tokens')
    expect(report.verdict.outcome).toBe('unknown')
    const bearer = [...everyStep(report.steps)].flatMap(({ evidence }) =>
      evidence.filter(({ name }) => name === 'exchange.bearer'),
    )
    expect(bearer).toMatchObject([{ value: { authority: expect.stringMatching(/^https:/) } }])
  })
})

describe('a wrong password', () => {
  test('is tried once in a whole run, and named as what it is', async () => {
    const before = lab.accounts('negotiate').record('anna').badAttempts
    const report = await run('negotiate', { password: 'not this one' })
    expect(lab.accounts('negotiate').record('anna').badAttempts - before).toBe(1)
    expect(report).toMatchObject({ signIn: 'tested', verdict: { outcome: 'fails' } })
    expect(codesOf(report)).toContain('credential-refused')
    expect(JSON.stringify(report)).not.toContain('not this one')
  })
})

describe('a redirect to another organisation', () => {
  const moved = { probe: 'autodiscover' }

  test('gets no credential, and the report says so', async () => {
    const before = lab.accounts('negotiate').record('anna').attempts
    const report = await run('moved', moved)
    const withheld = report.findings.find(({ code }) => code === 'sign-in-withheld')
    expect(withheld?.values).toMatchObject({
      host: 'autodiscover.negotiate.test',
      why: 'other-organisation',
      from: 'https://autodiscover.moved.test/autodiscover/autodiscover.xml',
    })
    expect(lab.accounts('negotiate').record('anna').attempts).toBe(before)
  })

  test('is followed when the user accepted the host for this run', async () => {
    const before = lab.accounts('negotiate').record('anna').attempts
    const report = await run('moved', { ...moved, hosts: ['autodiscover.negotiate.test'] })
    expect(codesOf(report)).not.toContain('sign-in-withheld')
    expect(lab.accounts('negotiate').record('anna').attempts).toBeGreaterThan(before)
  })
})

describe('a certificate that nobody trusts', () => {
  test('keeps the credential from the host, and everything else goes on', async () => {
    const report = await run('untrusted')
    expect(codesOf(report)).toEqual(
      expect.arrayContaining(['certificate-untrusted', 'sign-in-withheld', 'version-unsupported']),
    )
    expect(report.signIn).toBe('not-tested')
    expect(lab.accounts('untrusted').record('anna').attempts).toBe(0)
  })

  test('does not, when the user said so for this run', async () => {
    const report = await run('untrusted', { ignoreTrust: true })
    expect(report.signIn).toBe('tested')
    expect(codesOf(report)).toContain('certificate-untrusted')
    expect(codesOf(report)).not.toContain('sign-in-withheld')
    expect(outcomesOf(report)).toContainEqual({ outcome: 'accepted', scheme: 'NTLM', status: 200 })
  })
})

describe('the probe autodiscover', () => {
  test('asks as the user, too', async () => {
    const report = await run('negotiate', { probe: 'autodiscover' })
    expect(report).toMatchObject({ signIn: 'tested', verdict: { outcome: 'works' } })
  })

  test('takes the mailbox from the user’s name where the target is a domain', async () => {
    const report = await run('negotiate', {
      probe: 'autodiscover',
      target: 'negotiate.test',
      user: 'anna@negotiate.test',
    })
    const asked = [...everyStep(report.steps)].filter(({ check }) => check === 'sign-in.pox')
    expect(asked.map(({ input }) => input)).toContainEqual(
      expect.objectContaining({ email: 'anna@negotiate.test' }),
    )
  })
})
