import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../../lab/index.ts'
import type { Report } from '../../../../shared/engine/index.ts'
import {
  alias,
  estate,
  exchange,
  foreignSite,
  host,
  probed,
  redirector,
  srv,
  told,
  webSite,
} from './estates.ts'

const POX = '/autodiscover/autodiscover.xml'

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    dropAfterMs: 100,
    scenarios: [
      estate('by-alias', {}, alias('autodiscover', 'mail')),
      estate('by-srv', {}, srv('mail')),
      estate(
        'by-redirect',
        { redirect: redirector({ host: 'mail', path: POX }) },
        host('autodiscover', 'redirect'),
      ),
      estate('warned', { web: webSite('www') }, host('@', 'web'), host('autodiscover', 'mail')),
      estate('nowhere', {}),
      estate('foreign', { web: foreignSite('@') }, host('@', 'web'), alias('autodiscover', 'mail')),
      estate('two-ways', { web: webSite('autodiscover') }, host('autodiscover', 'web'), srv('mail')),
      estate('old', { mail: exchange({ autodiscoverJson: { status: 404 } }) }, alias('autodiscover', 'mail')),
    ],
  })
})
afterAll(() => lab.close())

describe.concurrent('what Outlook takes', () => {
  test('the host autodiscover, when it answers, for a password alone', async () => {
    const report = await probed(lab, 'by-alias')
    expect(report.verdict.outcome).toBe('works')
    expect(report.signIn).toBe('not-tested')
    expect(told(report)).toEqual([])
    expect(
      report.outlook.map(({ client, autodiscoverUrl, prompts }) => ({ client, autodiscoverUrl, prompts })),
    ).toEqual(
      ['Outlook 2016 and later', 'Outlook 2010 and 2013 without updates'].map((client) => ({
        client,
        autodiscoverUrl: `https://autodiscover.by-alias.test${POX}`,
        prompts: ['the password'],
      })),
    )
  })

  test.each([
    ['an SRV record', 'by-srv'],
    ['a redirect on port 80', 'by-redirect'],
  ])('the host that %s leads to, once the user agreed to it', async (_, name) => {
    const report = await probed(lab, name)
    expect(report.verdict.outcome).toBe('works')
    expect(told(report)).toEqual(['info redirect-consent-prompt'])
    expect(report.outlook[0]).toMatchObject({
      autodiscoverUrl: `https://mail.${name}.test${POX}`,
      host: `mail.${name}.test`,
      prompts: [`whether mail.${name}.test may configure the account`, 'the password'],
    })
  })

  test('warns of the certificate of the web site at the domain first, and that alone is told of it', async () => {
    const report = await probed(lab, 'warned')
    expect(told(report)).toEqual(['warning root-domain-certificate'])
    expect(report.outlook[0]?.prompts).toEqual([
      'whether to go on in spite of a certificate warning for warned.test',
      'the password',
    ])
  })

  test('goes on to the SRV record behind a web server, which is told of', async () => {
    const report = await probed(lab, 'two-ways')
    expect(told(report)).toEqual(['info redirect-consent-prompt', 'warning srv-shadowed'])
    expect(report.outlook[0]?.autodiscoverUrl).toBe(`https://mail.two-ways.test${POX}`)
  })
})

describe.concurrent('the story of the search', () => {
  const wayOf = (report: Report) =>
    (report.outlook[0]?.way ?? []).map(({ method, outcome }) => `${method} ${outcome}`)
  const switchesOf = (report: Report, client = 0) =>
    (report.outlook[client]?.switches ?? []).map(({ values, effect }) => `${values.join('+')} ${effect}`)

  test('goes step by step in the order of the client, and ends where it takes something', async () => {
    const report = await probed(lab, 'two-ways')
    expect(wayOf(report)).toEqual([
      'cached-payload unseen',
      'preferred-local-xml unseen',
      'last-known-good-url unseen',
      'office-365 unseen',
      'service-connection-point unseen',
      'root-domain goes-on',
      'autodiscover-domain goes-on',
      'local-xml unseen',
      'http-redirect goes-on',
      'srv taken',
      'office-365-failsafe not-reached',
    ])
    expect(report.outlook[0]?.way?.[6]).toMatchObject({
      url: `https://autodiscover.two-ways.test${POX}`,
      status: 404,
    })
  })

  test('says that an exclusion would hide the certificate warning, with the keys of each version', async () => {
    const report = await probed(lab, 'warned')
    expect(switchesOf(report)).toEqual([
      'ExcludeHttpsRootDomain masks',
      'ExcludeHttpsAutoDiscoverDomain breaks',
    ])
    expect(report.outlook[1]?.switches?.[0]).toEqual({
      values: ['ExcludeHttpsRootDomain'],
      keys: ['14.0', '15.0'].map(
        (version) => `HKCU\\Software\\Microsoft\\Office\\${version}\\Outlook\\AutoDiscover`,
      ),
      effect: 'masks',
      prompts: ['whether to go on in spite of a certificate warning for warned.test'],
    })
  })

  test('says that an exclusion would mend it where settings for other programs come first', async () => {
    const report = await probed(lab, 'foreign', { probe: 'outlook-anywhere' })
    expect(wayOf(report).slice(5, 7)).toEqual(['root-domain stops', 'autodiscover-domain not-reached'])
    expect(switchesOf(report)).toEqual(['ExcludeHttpsRootDomain mends'])
    expect(report.outlook[0]).toMatchObject({ transport: 'none', host: 'mail.foreign.test' })
  })

  test('says that nothing but a file on the machine would help where nothing leads to Exchange', async () => {
    expect(switchesOf(await probed(lab, 'nowhere'))).toEqual(['PreferLocalXML replaces'])
  })

  test('says which transport an Outlook takes, and why not another', async () => {
    const report = await probed(lab, 'by-alias', { probe: 'outlook-anywhere' })
    expect(report.outlook.map(({ transport, transports }) => [transport, transports])).toEqual([
      [
        'mapi-http',
        [
          { transport: 'mapi-http', usable: true, why: 'challenge', status: 401 },
          { transport: 'rpc-http', usable: true, why: 'challenge', status: 401 },
        ],
      ],
      [
        'rpc-http',
        [
          { transport: 'mapi-http', usable: false, why: 'client' },
          { transport: 'rpc-http', usable: true, why: 'challenge', status: 401 },
        ],
      ],
    ])
  })
})

describe.concurrent('which host publishes Exchange', () => {
  const foundBy = async (name: string, options = {}) => {
    const report = await probed(lab, name, { probe: 'outlook-anywhere', ...options })
    return report.steps[0]?.evidence.find((fact) => fact.name === 'outlook-anywhere.host')?.value
  }

  test('the one in the URLs that version 2 hands out', async () => {
    expect(await foundBy('by-alias')).toEqual({ host: 'mail.by-alias.test', by: 'services' })
  })

  test('without version 2 the alias, when the certificate has it and /rpc asks for a sign-in', async () => {
    expect(await foundBy('old')).toEqual({ host: 'mail.old.test', by: 'alias' })
  })

  test('the one that the request names', async () => {
    expect(await foundBy('by-srv', { server: 'MAIL.by-srv.test' })).toEqual({
      host: 'mail.by-srv.test',
      by: 'request',
    })
  })

  test('a target that is no mail domain', async () => {
    const target = (domain: string) => `mail.${domain}`
    expect(await foundBy('by-srv', { target })).toEqual({ host: 'mail.by-srv.test', by: 'target' })
  })

  test('refuses a server that is none, before anything is asked', async () => {
    await expect(foundBy('by-srv', { server: '-' })).rejects.toThrow('is not a host')
  })
})
