import { describe, expect, test } from 'vitest'
import { candidates, registryKeys, srvCandidateUrl } from '../../../shared/protocols/autodiscover/index.ts'

const steps = (...of: Parameters<typeof candidates>) => candidates(...of).map(({ step }) => step)

describe('the order in which Outlook looks', () => {
  test('in 2016 and later has eleven steps, Office 365 first and last', () => {
    expect(steps('outlook-2016', 'contoso.example')).toEqual([
      'cached-payload',
      'preferred-local-xml',
      'last-known-good-url',
      'office-365',
      'service-connection-point',
      'root-domain',
      'autodiscover-domain',
      'local-xml',
      'http-redirect',
      'srv',
      'office-365-failsafe',
    ])
  })

  test('in 2007 has five', () => {
    expect(steps('outlook-2007', 'contoso.example')).toEqual([
      'service-connection-point',
      'root-domain',
      'autodiscover-domain',
      'http-redirect',
      'srv',
    ])
  })

  test.each([['outlook-2010'], ['outlook-2013']] as const)(
    'in %s knows nothing of Office 365',
    (generation) => {
      expect(steps(generation, 'contoso.example').filter((step) => step.startsWith('office'))).toEqual([])
    },
  )
})

test('what can be asked from outside, and what switches it off', () => {
  const path = 'autodiscover/autodiscover.xml'
  const asked = candidates('outlook-2016', 'contoso.example').filter(({ request }) => request)
  expect(asked.map(({ request, switchedOffBy }) => [request, switchedOffBy])).toEqual([
    [{ kind: 'post', url: `https://outlook.office365.com/${path}` }, 'ExcludeExplicitO365Endpoint'],
    [{ kind: 'post', url: `https://contoso.example/${path}` }, 'ExcludeHttpsRootDomain'],
    [{ kind: 'post', url: `https://autodiscover.contoso.example/${path}` }, 'ExcludeHttpsAutoDiscoverDomain'],
    [{ kind: 'get-redirect', url: `http://autodiscover.contoso.example/${path}` }, 'ExcludeHttpRedirect'],
    [{ kind: 'srv', name: '_autodiscover._tcp.contoso.example' }, 'ExcludeSrvRecord'],
    [{ kind: 'post', url: `https://outlook.office365.com/${path}` }, 'ExcludeExplicitO365Endpoint'],
  ])
})

test('a step that a build brought says which', () => {
  const since = (generation: 'outlook-2010' | 'outlook-2016') =>
    candidates(generation, 'x').flatMap((candidate) =>
      candidate.since ? [[candidate.step, candidate.since]] : [],
    )
  expect(since('outlook-2016')).toEqual([['office-365', '16.0.6741']])
  expect(since('outlook-2010')).toEqual([['last-known-good-url', '14.0.7140']])
})

test('the values are below the key of that Office, the policy first', () => {
  expect(registryKeys('outlook-2013')).toEqual([
    'HKCU\\Software\\Policies\\Microsoft\\Office\\15.0\\Outlook\\AutoDiscover',
    'HKCU\\Software\\Microsoft\\Office\\15.0\\Outlook\\AutoDiscover',
  ])
})

test.each([
  [443, 'https://mail.contoso.example/autodiscover/autodiscover.xml'],
  [8443, 'https://mail.contoso.example:8443/autodiscover/autodiscover.xml'],
])('an SRV record with port %i leads to %s', (port, url) => {
  expect(srvCandidateUrl('mail.contoso.example', port)).toBe(url)
})
