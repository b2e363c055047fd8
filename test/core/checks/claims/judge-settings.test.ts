import { describe, expect, test } from 'vitest'
import { handedOutHosts, handedOutUrls } from '../../../../shared/checks/claims/hand-outs.ts'
import { judgeSettings } from '../../../../shared/checks/claims/judge-settings.ts'
import type { Front, Told } from '../../../../shared/checks/claims/told.ts'
import type { Perspective } from '../../../../shared/engine/index.ts'
import type {
  PoxProtocol,
  PoxSettings,
  RpcProtocol,
} from '../../../../shared/protocols/autodiscover/index.ts'

const rpc = (type: RpcProtocol['type'], change: Partial<RpcProtocol> = {}): RpcProtocol => ({
  ...{ type, ecpPaths: {} },
  ...(type === 'EXCH'
    ? {
        server: '6f2d@contoso.com',
        serverVersion: { major: 15, minor: 1, build: 2507 },
        ewsUrl: 'https://mail.contoso.com/EWS/Exchange.asmx',
      }
    : { server: 'mail.contoso.com', ssl: true, authPackage: 'ntlm' }),
  ...change,
})

const mapi = (url: 'both' | 'inside'): PoxProtocol => {
  const pair = (part: string) => ({
    internalUrl: `https://ex01.corp.contoso.com/mapi/${part}/?MailboxId=6f2d@contoso.com`,
    ...(url === 'both' && {
      externalUrl: `https://mail.contoso.com/mapi/${part}/?MailboxId=6f2d@contoso.com`,
    }),
  })
  return { type: 'mapiHttp', version: '1', mailStore: pair('emsmdb'), addressBook: pair('nspi') }
}

const settings = (...protocols: PoxProtocol[]): PoxSettings => ({
  kind: 'settings',
  service: 'exchange',
  user: { smtpAddress: 'anna@contoso.com' },
  protocols,
  alternativeMailboxes: [],
  notes: [],
})

const told = (change: Partial<Told> = {}): Told => ({
  email: 'anna@contoso.com',
  url: 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml',
  current: settings(mapi('both')),
  old: settings(rpc('EXCH'), rpc('EXPR')),
  ...change,
})

const front: Front = { host: 'mail.contoso.com', generation: '2016' }
const codes = (what: Told, from: Perspective = 'outside', at: Front = front) =>
  judgeSettings(what, at, from).map(({ code, severity }) => `${code} ${severity}`)

describe('settings that a server hands out when all is well', () => {
  test.each([
    ['2016 and later', told()],
    ['2013', told({ current: settings(rpc('EXCH'), rpc('EXPR'), mapi('both')) })],
    [
      '2010',
      told({
        current: settings(
          rpc('EXCH', { server: 'cas.corp.contoso.com', serverVersion: { major: 14, minor: 3, build: 513 } }),
          rpc('EXPR'),
        ),
        old: settings(
          rpc('EXCH', { server: 'cas.corp.contoso.com', serverVersion: { major: 14, minor: 3, build: 513 } }),
          rpc('EXPR'),
        ),
      }),
    ],
    ['a server that has no answer for old clients', told({ old: undefined as never })],
    ['a mail domain below that of the mailbox', told({ current: settings(mapi('both')) })],
  ])('of %s yield nothing', (name, what) => {
    const at = name === '2010' ? { ...front, generation: '2010' as const } : front
    expect(codes(what, 'outside', at)).toEqual([])
    expect(codes(what, 'inside', at)).toEqual([])
  })
})

describe('what is missing is told', () => {
  test('Outlook Anywhere, whatever current clients are told (X01)', () => {
    expect(codes(told({ old: settings(rpc('EXCH')) }))).toEqual(['expr-missing error'])
  })

  test('Outlook Anywhere on Subscription Edition as a fact, where MAPI over HTTP is handed out', () => {
    const exch = rpc('EXCH', { serverVersion: { major: 15, minor: 2, build: 2562 } })
    expect(codes(told({ old: settings(exch) }))).toEqual(['expr-missing info'])
    const nothing = told({ current: settings(), old: settings(exch) })
    expect(codes(nothing)).toEqual(['expr-missing error'])
  })

  test('EXHTTP is Outlook Anywhere too', () => {
    expect(codes(told({ old: settings(rpc('EXCH'), rpc('EXHTTP')) }))).toEqual([])
  })

  test('the mailbox server (X02)', () => {
    expect(codes(told({ old: settings(rpc('EXPR')) }))).toEqual(['exch-missing warning'])
  })

  test('how to sign in (X03)', () => {
    const expr = rpc('EXPR', { authPackage: undefined as never })
    expect(codes(told({ old: settings(rpc('EXCH'), expr) }))).toEqual(['authpackage-missing warning'])
  })

  test('the URL of MAPI over HTTP for the outside, to those who stand there (X06)', () => {
    const what = told({ current: settings(mapi('inside')) })
    expect(codes(what)).toEqual(['mapi-http-external-missing warning'])
    expect(codes(what, 'inside')).toEqual([])
  })
})

describe('what contradicts itself is told', () => {
  test('a mailbox of one organisation with a server of another (X08)', () => {
    const old = settings(rpc('EXCH', { server: '6f2d@fabrikam.com' }), rpc('EXPR'))
    expect(codes(told({ old }))).toEqual(['autodiscover-mixed-domains warning'])
  })

  test('a subdomain is no other organisation', () => {
    const old = settings(rpc('EXCH', { server: '6f2d@eu.contoso.com' }), rpc('EXPR'))
    expect(codes(told({ old }))).toEqual([])
  })

  const legacy = (authPackage: string) => {
    const of2010 = settings(
      rpc('EXCH', { server: 'cas.corp.contoso.com', serverVersion: { major: 14, minor: 3, build: 513 } }),
      rpc('EXPR', { authPackage }),
    )
    return told({ current: of2010, old: of2010 })
  }

  test('a legacy mailbox behind a newer front end is a fact, and an error when Basic is all there is (A08)', () => {
    expect(codes(legacy('ntlm'))).toEqual(['coexistence info'])
    expect(codes(legacy('basic'))).toEqual(['coexistence info', 'coexistence-ntlm-missing error'])
    expect(codes(legacy('basic'), 'outside', { ...front, generation: '2010' })).toEqual([])
    expect(codes(legacy('basic'), 'outside', { host: front.host })).toEqual([])
  })
})

describe('what settings hand out', () => {
  const services = {
    asUrl: 'https://mail.contoso.com/EWS/Exchange.asmx',
    oofUrl: 'https://mail.contoso.com/EWS/Exchange.asmx',
    oabUrl: 'https://oab.contoso.com/OAB/1/',
    ecpUrl: 'https://mail.contoso.com/ecp/',
  }
  const both = told({
    current: settings(mapi('both')),
    old: settings(
      rpc('EXCH', { ewsUrl: 'https://ex01.corp.contoso.com/EWS/Exchange.asmx' }),
      rpc('EXPR', services),
    ),
  })

  test('is for who stands there: EXPR outside, EXCH inside; each URL once with all its services', () => {
    expect(handedOutUrls(both, 'outside')).toEqual([
      { url: 'https://mail.contoso.com/EWS/Exchange.asmx', services: ['free/busy', 'out-of-office'] },
      { url: 'https://oab.contoso.com/OAB/1/', services: ['offline address book'] },
    ])
    expect(handedOutUrls(both, 'inside')).toEqual([
      { url: 'https://ex01.corp.contoso.com/EWS/Exchange.asmx', services: ['EWS'] },
    ])
  })

  test('an address book in public folders has no URL', () => {
    const old = settings(rpc('EXCH'), rpc('EXPR', { oabUrl: 'Public Folder' }))
    expect(handedOutUrls(told({ old }), 'outside')).toEqual([])
  })

  test('names the hosts of both transports', () => {
    expect(handedOutHosts(both, 'outside')).toEqual([
      { host: 'mail.contoso.com', services: ['Outlook Anywhere', 'MAPI over HTTP'] },
    ])
    expect(handedOutHosts(both, 'inside').map(({ host }) => host)).toEqual([
      'mail.contoso.com',
      'ex01.corp.contoso.com',
    ])
  })

  test('what is no URL is handed on to be told, and crashes nothing', () => {
    const old = settings(rpc('EXCH'), rpc('EXPR', { ewsUrl: 'https://', oabUrl: 'C:\\oab' }))
    expect(handedOutUrls(told({ old }), 'outside').map(({ url }) => url)).toEqual(['https://', 'c:\\oab'])
  })
})
