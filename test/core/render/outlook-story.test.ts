import { describe, expect, test } from 'vitest'
import type { Finding, OutlookChoice, OutlookSwitch } from '../../../shared/engine/index.ts'
import { outlookStory } from '../../../shared/render/outlook-story.ts'
import { renderText } from '../../../shared/render/text/index.ts'
import { working } from './sample-report.ts'

const KEY = 'HKCU\\Software\\Microsoft\\Office\\16.0\\Outlook\\AutoDiscover'
const PATH = '/autodiscover/autodiscover.xml'

const choice: OutlookChoice = {
  client: 'Outlook 2016 and later',
  transport: 'mapi-http',
  autodiscoverUrl: `https://mail.contoso.com${PATH}`,
  host: 'mail.contoso.com',
  authentication: 'NTLM',
  prompts: ['the password'],
  way: [
    { method: 'service-connection-point', outcome: 'unseen', prompts: [] },
    {
      method: 'root-domain',
      url: `https://contoso.com${PATH}`,
      outcome: 'goes-on',
      reason: 'connect.refused',
      prompts: [],
    },
    {
      method: 'http-redirect',
      url: `http://autodiscover.contoso.com${PATH}`,
      leadsTo: `https://mail.contoso.com${PATH}`,
      status: 401,
      outcome: 'taken',
      prompts: ['the password'],
    },
    { method: 'srv', outcome: 'not-reached', prompts: [] },
  ],
  transports: [
    { transport: 'mapi-http', usable: true, why: 'signed-in', status: 200 },
    { transport: 'rpc-http', usable: false, why: 'missing', status: 404 },
  ],
  switches: [],
  step: '1',
}

const withSwitch = (change: Partial<OutlookSwitch>) =>
  outlookStory({
    ...choice,
    way: [],
    switches: [{ values: ['ExcludeHttpsRootDomain'], keys: [KEY], effect: 'mends', ...change }],
  }).switches

describe('the story that a report tells of Outlook', () => {
  test('names each step that it takes, what came, what it asks, and where it ends', () => {
    expect(outlookStory(choice).steps.map(({ text }) => text)).toEqual([
      'not to be seen from here: Active Directory',
      'the domain itself (https://contoso.com): connection refused; goes on',
      'the redirect on port 80 (http://autodiscover.contoso.com): HTTP 401; leads to https://mail.contoso.com; asks its user the password; is taken',
    ])
  })

  test('says how it connects, and why not otherwise', () => {
    expect(outlookStory(choice).ending).toEqual([
      'It connects to mail.contoso.com by MAPI over HTTP and signs in by NTLM.',
      'Not by Outlook Anywhere (RPC over HTTP): there is no such directory (HTTP 404).',
    ])
  })

  test('says "would" where nobody signed in', () => {
    const [mapi, ...others] = choice.transports ?? []
    const untested = { ...choice, transports: mapi ? [{ ...mapi, why: 'challenge' }, ...others] : [] }
    expect(outlookStory(untested).ending[0]).toBe(
      'It would connect to mail.contoso.com by MAPI over HTTP and sign in by NTLM; whether the user is let in was not seen.',
    )
  })

  test('names the errors that stand at the end of the way, and no others', () => {
    const error = (code: string, subject: Finding['subject'], values: Finding['values'] = {}): Finding => ({
      ...{ id: code, code, severity: 'error', subject, values, causedBy: [], step: '1' },
    })
    const findings = [
      error('certificate-expired', { kind: 'certificate', sha256: 'ab', host: 'mail.contoso.com' }),
      error('mapi-http-refused', { kind: 'url', url: 'https://mail.contoso.com/mapi/emsmdb/' }),
      error('component-inactive', { kind: 'url', url: 'https://mail.contoso.com/mapi/healthcheck.htm' }),
      error('rpc-method-not-allowed', { kind: 'url', url: 'https://mail.contoso.com/rpc/rpcproxy.dll' }),
      error(
        'mapi-disabled',
        { kind: 'mailbox', mailbox: 'a@b' },
        { call: 'Connect', transport: 'mapi-http' },
      ),
      error('expr-missing', { kind: 'mailbox', mailbox: 'a@b' }),
      { ...error('clock-skew', { kind: 'host', host: 'mail.contoso.com' }), severity: 'warning' as const },
    ]
    expect(outlookStory(choice, findings).ending[0]).toBe(
      'It goes to mail.contoso.com by MAPI over HTTP, where this stands in its way: certificate-expired, mapi-http-refused, mapi-disabled.',
    )
  })

  test('leaves out why a client does not take what it does not know', () => {
    const old: OutlookChoice = {
      ...{ ...choice, transport: 'rpc-http' },
      transports: [
        { transport: 'mapi-http', usable: false, why: 'client' },
        { transport: 'rpc-http', usable: true, why: 'signed-in', by: 'EXPR' },
      ],
    }
    expect(outlookStory(old).ending).toHaveLength(1)
    const none = { ...old, transport: 'none' as const, transports: old.transports?.slice(0, 1) ?? [] }
    expect(outlookStory(none).ending).toContain('Not by MAPI over HTTP: this Outlook does not know it.')
  })

  test('of a report that was saved before there were stories has what that one had', () => {
    const { way: _, transports: __, switches: ___, ...old } = choice
    expect(outlookStory(old)).toEqual({
      client: choice.client,
      steps: [],
      ending: [
        `It takes https://mail.contoso.com${PATH}.`,
        'Its user is asked the password.',
        'It connects to mail.contoso.com by MAPI over HTTP and signs in by NTLM.',
      ],
      switches: [],
    })
  })

  test('gives the line that sets a value, for each version of the client', () => {
    const keys = [KEY, KEY.replace('16.0', '15.0')]
    const [hint] = withSwitch({ keys })
    expect(hint?.commands).toEqual(
      keys.map((key) => `reg add "${key}" /v ExcludeHttpsRootDomain /t REG_DWORD /d 1 /f`),
    )
  })

  test('gives no line for a value that must not be set, and says that PreferLocalXML switches something on', () => {
    expect(withSwitch({ effect: 'breaks' })[0]?.commands).toEqual([])
    const [hint] = withSwitch({ effect: 'replaces', values: ['PreferLocalXML'] })
    expect(hint?.text).toContain('PreferLocalXML lets one machine read the settings from a file')
    expect(hint?.commands).toHaveLength(1)
  })

  test.each([
    { values: ['X" & calc & "'] },
    { values: ['$(calc)'] },
    { keys: ['HKCU\\Software" & calc'] },
    { keys: [`${KEY}" /f & calc`] },
  ])('makes no command of what a hostile report names: %j', (change) => {
    expect(withSwitch(change)[0]?.commands).toEqual([])
  })

  test('is told once for two clients that search alike', () => {
    const second = { ...choice, client: 'Outlook 2010 and 2013' }
    const text = renderText({ ...working, outlook: [choice, second] }, { colour: false, width: 80 })
    expect(text.split('the domain itself')).toHaveLength(2)
    expect(text).toContain('Searches as Outlook 2016 and later does.')
  })
})
