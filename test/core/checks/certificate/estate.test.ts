import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, labPlatform, scenarios, startLab } from '../../../../lab/index.ts'
import { localVantage } from '../../../../node/local-vantage.ts'
import { createNodePlatform } from '../../../../node/platform.ts'
import {
  type ExtraRoots,
  everyStep,
  foldReport,
  type Perspective,
  type ProbeEvent,
  type ProbeRequest,
  type Report,
} from '../../../../shared/engine/index.ts'
import { displayWidth } from '../../../../shared/render/text/display-width.ts'
import { renderText } from '../../../../shared/render/text/index.ts'

/** The tenants of the lab that these tests look at. */
const TENANTS = [
  'plain',
  'two-addresses',
  'certificate-stapled',
  'certificate-ecdsa',
  'certificate-wildcard',
  'chain-with-root',
  'chain-incomplete',
  'certificate-private-authority',
  'certificate-issuer-revoked',
  'mail-protocols',
]

let lab: Lab
beforeAll(async () => {
  lab = await startLab({ scenarios: scenarios.filter(({ name }) => TENANTS.includes(name)) })
})
afterAll(() => lab.close())

interface Look extends Partial<ProbeRequest> {
  readonly kind?: ExtraRoots['kind']
  readonly perspective?: Perspective
}

/** What the certificate probe says of a tenant's mail host. */
async function look(tenant: string, { kind = 'public', perspective = 'outside', ...more }: Look = {}) {
  const vantage = localVantage({
    perspective,
    resolvers: perspective === 'inside' ? ['system'] : lab.resolvers.map(({ url }) => new URL(url)),
    extraRoots: [{ name: "the lab's authority", pem: lab.rootPem, kind }],
    platform: labPlatform(createNodePlatform(), lab.map, perspective),
    ipv6Witnesses: lab.ipv6Witnesses,
  })
  const request = { probe: 'certificate', target: `mail.${tenant}.test`, ...more }
  const events: ProbeEvent[] = []
  for await (const event of vantage.run(request, { signal: new AbortController().signal })) events.push(event)
  const report = foldReport(events)
  if (!report) throw new Error('the run has no first event')
  return report
}

const found = ({ findings }: Report) => findings.map(({ code, severity }) => `${severity} ${code}`)
const stepsOf = (report: Report, check: string) =>
  [...everyStep(report.steps)].filter((step) => step.check === check && step.status !== 'shared')

describe('a public certificate', () => {
  test.each(['plain', 'certificate-ecdsa', 'certificate-wildcard', 'certificate-stapled', 'chain-with-root'])(
    'of the healthy tenant %s keeps the rules, is trusted and not revoked: nothing at all is said',
    async (tenant) => {
      expect(found(await look(tenant))).toEqual([])
    },
  )

  test('at two addresses is asked about once, and so is its issuer', async () => {
    const report = await look('two-addresses')
    expect(stepsOf(report, 'certificate.presented')).toHaveLength(2)
    expect(stepsOf(report, 'certificate.ocsp')).toHaveLength(1)
    expect(stepsOf(report, 'certificate.revocation-list')).toHaveLength(1)
  })

  test('whose staple says that it is good is not asked about over the network', async () => {
    const report = await look('certificate-stapled')
    expect(stepsOf(report, 'certificate.ocsp')).toEqual([])
  })

  test('below a revoked intermediate names the intermediate', async () => {
    const report = await look('certificate-issuer-revoked')
    expect(report.findings.map(({ code, values }) => [code, values.role, values.name])).toEqual([
      ['certificate-revoked', 'issuer', 'Outpost Lab Revoked Issuing'],
    ])
  })
})

describe('a root that only some have', () => {
  test('is a warning from outside, where some clients were never given it, and a fact inside', async () => {
    expect(found(await look('plain', { kind: 'given' }))).toEqual(['warning trust-stores-differ'])
    expect(found(await look('plain', { kind: 'system', perspective: 'inside' }))).toEqual([
      'info trust-stores-differ',
    ])
  })

  test('is held to no rules for public authorities, and changes no verdict', async () => {
    const report = await look('plain', { kind: 'given' })
    expect(report.verdict.outcome).toBe('works')
    expect(stepsOf(report, 'certificate.rules')).toHaveLength(1)
  })

  test('can be given with the request, and the report says who gave it', async () => {
    const [first] = (await look('plain', { kind: 'given', roots: [lab.rootPem] })).findings
    expect(first?.values.trustedBy).toEqual(["the lab's authority", 'given with the request'])
  })
})

describe('a port that changes to TLS when asked', () => {
  test.each([
    ['smtp', 'mail.mail-protocols.test:587'],
    ['imap', 'mail.mail-protocols.test'],
    ['pop3', 'mail.mail-protocols.test'],
  ] as const)('shows its certificate (%s)', async (starttls, target) => {
    const report = await look('mail-protocols', { starttls, target })
    expect([report.verdict.outcome, ...found(report)]).toEqual(['works'])
    expect(stepsOf(report, 'certificate.trust')).toHaveLength(1)
  })

  test('is told apart from one that speaks something else', async () => {
    const report = await look('mail-protocols', {
      starttls: 'imap',
      target: 'mail.mail-protocols.test:587',
    })
    expect(found(report)).toEqual(['error tls-handshake-failed'])
    expect(report.findings[0]?.values).toMatchObject({ error: 'starttls.unexpected' })
  })
})

describe('the chain as text', () => {
  const treeOf = (report: Report, width: number) => {
    const lines = renderText(report, { colour: false, width }).split('\n')
    const start = lines.findIndex((line) => line.startsWith('CERTIFICATES of '))
    return lines.slice(start, lines.indexOf('STEPS'))
  }

  test.each([60, 80, 120])('stays within %i columns', async (width) => {
    for (const tenant of ['chain-incomplete', 'certificate-private-authority']) {
      const lines = treeOf(await look(tenant), width)
      expect(lines.length).toBeGreaterThan(10)
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    }
  })

  test('has the root on top, and says where each certificate came from and how long it lasts', async () => {
    const lines = treeOf(await look('chain-incomplete'), 120)
    const names = lines.flatMap((line) => /^ +\S CN=(.*)$/.exec(line)?.[1] ?? [])
    expect(names).toEqual(['Outpost Lab Root', 'Outpost Lab Issuing', 'mail.chain-incomplete.test'])
    const text = lines.join('\n')
    expect(text).toContain("in the trust store the lab's authority; issued by itself")
    expect(text).toContain('not presented, fetched from http://ca.lab.test/issuing.cer')
    expect(text).toMatch(/\d{4}-\d\d-\d\d █+░+ \d{4}-\d\d-\d\d, 8\d days left/)
    expect(text).toContain('→ certificate-chain-incomplete')
  })

  test('has the thumbprints whole, as Get-ExchangeCertificate shows them', async () => {
    const report = await look('plain')
    const [chain] = stepsOf(report, 'certificate.presented').flatMap(({ evidence }) => evidence)
    const [leaf] = (chain?.value ?? []) as { thumbprint: string; sha256: string; pem: string }[]
    const lines = treeOf(report, 80).map((line) => line.trim())
    expect(lines).toContain(`SHA-1 ${leaf?.thumbprint.toUpperCase()}`)
    expect(lines).toContain(`SHA-256 ${leaf?.sha256.toUpperCase()}`)
    expect(leaf?.pem).toMatch(/^-----BEGIN CERTIFICATE-----/)
  })

  test('is shown once for all addresses that present it', async () => {
    const text = treeOf(await look('two-addresses'), 120).join('\n')
    expect(text.match(/CERTIFICATES of/g)).toHaveLength(1)
    for (const address of lab.addresses['two-addresses']?.mail ?? []) expect(text).toContain(address)
  })
})
