import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExchangeService } from '../../../../lab/exchange/exchange-service.ts'
import type { Lab } from '../../../../lab/index.ts'
import { credentialOf, domainOf, labPlatform, type Scenario, startLab } from '../../../../lab/index.ts'
import { createNodePlatform } from '../../../../node/platform.ts'
import { foldReport, type ProbeEvent, type Report, runProbe } from '../../../../shared/engine/index.ts'
import { prepareProbe } from '../../../../shared/probes/index.ts'
import { localAuthenticator } from '../../../../shared/sign-in/index.ts'
import { tenantWith } from '../../../lab/exchange/raw-client.ts'
import { surroundings } from '../../engine/harness.ts'

type Fault = Partial<Omit<ExchangeService, 'kind'>> & { readonly without?: 'ews' | 'activesync' }

const TENANTS: Readonly<Record<string, Fault>> = {
  healthy: {},
  'ews-folder': { ews: { getFolder: 'ErrorMailboxStoreUnavailable' } },
  'ews-busy': { ews: { getFolder: 'ErrorServerBusy' } },
  'ews-availability': { ews: { availability: 'ErrorMailRecipientNotFound' } },
  'ews-back-end': { directories: { ews: { afterSignIn: { status: 503 } } } },
  'ews-cut': { directories: { ews: { afterSignIn: 'reset' } } },
  'book-cut': { directories: { oab: { afterSignIn: 'reset' } } },
  'sync-cut': { directories: { activesync: { afterSignIn: 'reset' } } },
  'sync-silent': { directories: { activesync: { afterSignIn: 'silence' } } },
  'book-missing': { offlineAddressBook: 'not-generated' },
  'sync-off': { without: 'activesync' },
  'sync-blocked': { activeSync: 'blocked' },
  'sync-policy': { activeSync: 'needs-provisioning' },
}

let lab: Lab
const scenarios = Object.entries(TENANTS).map(
  ([name, { without, ...service }]): Scenario => ({
    ...tenantWith(name, { kind: 'exchange', version: '2019', ...service }),
    ...(without && { accounts: { users: [{ name: 'anna', mailbox: { without: [without] } }] } }),
  }),
)
beforeAll(async () => {
  lab = await startLab({ scenarios })
})
afterAll(() => lab.close())

/** Runs a probe against a tenant, as anna unless told otherwise; the server is named, so that Autodiscover is not searched for. */
async function probe(
  tenant: string,
  name: string,
  options: { activesyncSync?: true; anonymous?: true } = {},
) {
  const scenario = scenarios.find((each) => each.name === tenant)
  if (scenario === undefined) throw new Error(`no tenant ${tenant}`)
  const domain = domainOf(scenario)
  const { activesyncSync, anonymous } = options
  const [address = ''] = lab.addresses[tenant]?.mail ?? []
  const request = {
    probe: name,
    target: `anna@${domain}`,
    server: `mail.${domain}`,
    overrides: [{ host: `mail.${domain}`, address }],
    ...(activesyncSync && { activesyncSync }),
  }
  const platform = labPlatform(createNodePlatform(), lab.map, 'outside')
  const authenticator = anonymous
    ? undefined
    : localAuthenticator({
        ...credentialOf(scenario, { account: 'anna' }),
        request,
        basic: true,
        ignoreTrust: true,
        randomBytes: platform.randomBytes,
        now: platform.now,
      })
  const events: ProbeEvent[] = []
  const { signal } = new AbortController()
  for await (const event of runProbe(prepareProbe(request), request, surroundings({ platform }), {
    signal,
    authenticator,
  }))
    events.push(event)
  const report = foldReport(events)
  if (report === undefined) throw new Error('the run has no first event')
  return { verdict: report.verdict.outcome, findings: codesOf(report), report }
}

function codesOf({ findings }: Report): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`).sort()
}

describe('a probe of one service', () => {
  test.each(['mapi-http', 'ews', 'offline-address-book', 'activesync'])(
    '%s finds nothing at a healthy server',
    async (name) => {
      const { verdict, findings } = await probe('healthy', name)
      expect({ verdict, findings }).toEqual({ verdict: 'works', findings: [] })
    },
  )

  test.each(['mapi-http', 'ews', 'offline-address-book', 'activesync'])(
    '%s says that it needs a credential, and comes to no verdict without',
    async (name) => {
      const { verdict, report } = await probe('healthy', name, { anonymous: true })
      expect(verdict).toBe('unknown')
      expect(report.steps[0]?.reason?.code).toBe('sign-in.no-credential')
      expect(report.signIn).toBe('not-tested')
    },
  )

  test.each([
    ['ews-folder', 'ews', 'fails', ['error web-service-failed']],
    ['ews-busy', 'ews', 'unknown', ['warning throttled']],
    ['ews-availability', 'ews', 'fails', ['error web-service-failed']],
    ['ews-back-end', 'ews', 'fails', ['error backend-unreachable']],
    ['ews-cut', 'ews', 'fails', ['error sign-in-broken']],
    ['book-cut', 'offline-address-book', 'fails', ['error sign-in-broken']],
    ['sync-cut', 'activesync', 'fails', ['error sign-in-broken']],
    ['sync-silent', 'activesync', 'fails', ['error sign-in-broken']],
    ['book-missing', 'offline-address-book', 'fails', ['error offline-address-book-broken']],
    ['sync-off', 'activesync', 'fails', ['error activesync-failed']],
  ])('%s: %s says "%s"', async (tenant, name, expected, codes) => {
    const { verdict, findings } = await probe(tenant, name)
    expect({ verdict, findings }).toEqual({ verdict: expected, findings: codes })
  })
})

describe('ActiveSync synchronises where it is asked for alone', () => {
  test.each([
    ['healthy', 'works', ['info activesync-partnership-made']],
    ['sync-policy', 'works', ['info activesync-partnership-made']],
    ['sync-blocked', 'fails', ['error activesync-failed', 'info activesync-partnership-made']],
  ])('%s: "%s", and what it left behind is told', async (tenant, expected, codes) => {
    const { verdict, findings } = await probe(tenant, 'activesync', { activesyncSync: true })
    expect({ verdict, findings }).toEqual({ verdict: expected, findings: codes })
  })

  test('other probes have no use for it', () => {
    expect(() => prepareProbe({ probe: 'ews', target: 'contoso.test', activesyncSync: true })).toThrow(
      expect.objectContaining({ code: 'bad-option' }),
    )
  })
})
