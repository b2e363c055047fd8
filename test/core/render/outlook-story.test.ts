import { describe, expect, test } from 'vitest'
import type { OutlookChoice, OutlookSwitch } from '../../../shared/engine/index.ts'
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
    { transport: 'mapi-http', usable: true, why: 'challenge', status: 401 },
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
    expect(hint?.text).toContain('PreferLocalXML is none')
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
