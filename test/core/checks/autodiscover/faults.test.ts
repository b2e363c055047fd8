import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../../lab/index.ts'
import { hostLike } from '../../../../lab/scenarios/parts.ts'
import type { Scenario } from '../../../../lab/scenarios/scenario.ts'
import { alias, estate, exchange, host, probed, redirector, srv, told, webSite } from './estates.ts'

const anonymous = { directories: { autodiscover: { anonymous: true } } } as const
const online = 'autodiscover.outlook.com.'

/** Each breaks one thing, and says what must be told of it. */
const faults: readonly (readonly [name: string, what: string, findings: readonly string[], Scenario])[] = [
  [
    'srv-nowhere',
    'an SRV record that leads to a name which does not exist',
    ['error host-not-found', 'warning srv-shadowed'],
    estate('srv-nowhere', {}, srv('gone')),
  ],
  [
    'srv-refused',
    'an SRV record that leads to a closed port',
    ['error port-closed'],
    estate(
      'srv-refused',
      { other: { addresses: ['ipv4'], ports: {}, others: 'refuse' } },
      host('other'),
      srv('other'),
    ),
  ],
  [
    'wildcard-aside',
    'a wildcard record that does no harm beside an SRV record, as a fact',
    ['info dns-wildcard-hijack', 'info redirect-consent-prompt'],
    estate('wildcard-aside', { web: webSite('@', '*') }, host('*', 'web'), srv('mail')),
  ],
  [
    'wildcard-warns',
    'a wildcard record that makes Outlook warn of a certificate, once and not as a certificate of Exchange',
    ['error dns-wildcard-hijack', 'info redirect-consent-prompt'],
    estate('wildcard-warns', { web: webSite('www') }, host('*', 'web'), srv('mail')),
  ],
  [
    'closed',
    'a firewall that drops port 443 of the one server',
    ['error port-closed'],
    estate('closed', { mail: { addresses: ['ipv4'], ports: {} } }, host('autodiscover', 'mail')),
  ],
  [
    'half-way',
    'a redirect on port 80 that leads to a server without Autodiscover',
    ['error virtual-directory-broken'],
    estate(
      'half-way',
      {
        mail: exchange({ directories: { autodiscover: { answers: { status: 404 } } } }),
        redirect: redirector({ host: 'mail', path: '/autodiscover/autodiscover.xml' }),
      },
      host('autodiscover', 'redirect'),
    ),
  ],
  [
    'old-tls',
    'a server with nothing newer than TLS 1.1, by its TLS',
    ['error tls-version-unusable'],
    estate('old-tls', { mail: hostLike({ versions: ['TLSv1', 'TLSv1.1'] }) }, host('autodiscover', 'mail')),
  ],
  [
    'inner-name',
    'URLs with a name that only the inside knows, once for all services',
    ['error internal-name-published'],
    estate('inner-name', { mail: exchange({ namespace: 'ex01.corp.local.' }) }, host('autodiscover', 'mail')),
  ],
  [
    'server-error',
    'error 603 of the service itself',
    ['error autodiscover-error-response'],
    estate(
      'server-error',
      { mail: exchange({ ...anonymous, autodiscover: { kind: 'error', code: 603 } }) },
      host('autodiscover', 'mail'),
    ),
  ],
  [
    'address-circle',
    'an address that is redirected to itself',
    ['error redirect-loop'],
    estate(
      'address-circle',
      {
        mail: exchange({
          ...anonymous,
          autodiscover: { kind: 'redirect-address', address: 'outpost@address-circle.test' },
        }),
      },
      host('autodiscover', 'mail'),
    ),
  ],
  [
    'to-the-cloud',
    'Autodiscover that points to Exchange Online while mail comes to the own server',
    ['error hybrid-wrong-pointer'],
    estate('to-the-cloud', { cloud: webSite('www') }, alias('autodiscover', online), host(online, 'cloud')),
  ],
]

const inCloud: Scenario = {
  ...estate('in-the-cloud', { cloud: webSite('www') }, alias('autodiscover', online), host(online, 'cloud')),
  zone: [
    { name: '@', type: 'MX', preference: 0, target: 'in-the-cloud-test.mail.protection.outlook.com.' },
    alias('autodiscover', online),
    host(online, 'cloud'),
  ],
}

const noMailbox = estate(
  'no-mailbox',
  { mail: exchange({ ...anonymous, autodiscover: { kind: 'error', code: 500 } }) },
  host('autodiscover', 'mail'),
)

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    dropAfterMs: 100,
    scenarios: [...faults.map((fault) => fault[3]), inCloud, noMailbox],
  })
})
afterAll(() => lab.close())

describe.concurrent('Autodiscover tells of', () => {
  test.each(faults)('%s: %s', async (name, _what, findings) => {
    expect(told(await probed(lab, name))).toEqual(findings)
  })

  test('a domain in Exchange Online as a fact, and finds nothing wrong with its server', async () => {
    const report = await probed(lab, 'in-the-cloud')
    expect(report.verdict.outcome).toBe('works')
    expect(told(report)).toEqual(['info rpc-retired-service'])
  })

  test('an unknown mailbox only when the user gave its address', async () => {
    const target = (domain: string) => `someone@${domain}`
    expect(told(await probed(lab, 'no-mailbox', { target }))).toEqual(['error autodiscover-error-response'])
    expect(told(await probed(lab, 'no-mailbox'))).toEqual(['error auth-anonymous-allowed'])
  })

  test('names of the inside only to those outside', async () => {
    expect(told(await probed(lab, 'inner-name', { view: 'inside' }))).toEqual([])
  })
})
