import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AutodiscoverReply } from '../../../lab/exchange/autodiscover/reply.ts'
import type { ExchangeVersion } from '../../../lab/exchange/versions.ts'
import { type Lab, type Scenario, startLab } from '../../../lab/index.ts'
import { ask, tenantWith } from './raw-client.ts'

const SCHEMAS = 'http://schemas.microsoft.com/exchange/autodiscover'
const REQUEST_SCHEMA = `${SCHEMAS}/outlook/requestschema/2006`
const RESPONSE_SCHEMA = `${SCHEMAS}/outlook/responseschema/2006a`

/** A server that tells anybody what a user would be told. */
function open(name: string, version: ExchangeVersion, reply: AutodiscoverReply): Scenario {
  const directories = { autodiscover: { anonymous: true } } as const
  return tenantWith(name, { kind: 'exchange', version, autodiscover: reply, directories })
}

const settings = { kind: 'settings' } as const
const redirectUrl = { host: 'other', path: '/autodiscover/autodiscover.xml' }

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      open('v2010', '2010 SP3', settings),
      open('v2013', '2013', settings),
      open('v2016', '2016', settings),
      open('v2019', '2019', settings),
      open('se', 'SE', settings),
      open('varied', '2019', {
        kind: 'settings',
        without: ['EXCH', 'WEB'],
        outlookAnywhereHost: 'oa',
        webHost: 'web.internal.local.',
        authPackage: 'left-out',
        certPrincipalName: 'msstd:oa.example',
        withoutTls: true,
        mapiInternalOnly: true,
      }),
      open('misprint', '2016', { kind: 'settings', misprintedNamespaces: true }),
      open('address', '2016', { kind: 'redirect-address', address: 'a&b@other.test' }),
      open('url', '2016', { kind: 'redirect-url', url: redirectUrl }),
      open('broken', '2016', { kind: 'error', code: 603, message: 'No <luck>' }),
      open('unknown', '2016', { kind: 'error', code: 500 }),
    ],
  })
})
afterAll(() => lab.close())

const question = (address: string, request = REQUEST_SCHEMA, response = RESPONSE_SCHEMA) =>
  `<?xml version="1.0"?><Autodiscover xmlns="${request}"><Request><EMailAddress>${address}</EMailAddress>` +
  `<AcceptableResponseSchema>${response}</AcceptableResponseSchema></Request></Autodiscover>`

async function pox(tenant: string, options: { headers?: string[]; body?: string; method?: string } = {}) {
  const { headers = [], method = 'POST', body = question(`anna@${tenant}.test`) } = options
  const response = await ask(lab, tenant, `${method} /autodiscover/autodiscover.xml`, { headers, body })
  expect([response.status, response.headers['content-type']]).toEqual([200, ['text/xml; charset=utf-8']])
  const { root } = parseXml(response.body.toString())
  if (root === null) throw new Error('no root element')
  return root
}

const childrenOf = (element: XmlElement) => element.children.filter((one) => one instanceof XmlElement)

/** The text of the first element at the path of names. */
function at(element: XmlElement, ...path: string[]): string | undefined {
  let here: XmlElement | undefined = element
  for (const name of path) here = here && childrenOf(here).find((one) => one.name === name)
  return here?.text
}

/** The protocols by their types. */
function protocolsOf(root: XmlElement): Map<string, XmlElement> {
  const account = childrenOf(root)
    .flatMap(childrenOf)
    .find(({ name }) => name === 'Account')
  const protocols = (account === undefined ? [] : childrenOf(account)).filter(
    ({ name }) => name === 'Protocol',
  )
  return new Map(protocols.map((one) => [one.attributes.Type ?? at(one, 'Type') ?? '', one]))
}

describe('settings', () => {
  test.each([
    ['v2010', [], ['EXCH', 'EXPR', 'WEB']],
    ['v2010', ['X-MapiHttpCapability: 1', 'X-ClientCanHandle: ExHttpInfo'], ['EXCH', 'EXPR', 'WEB']],
    ['v2013', [], ['EXCH', 'EXPR', 'WEB']],
    ['v2013', ['X-MapiHttpCapability: 1'], ['EXCH', 'EXPR', 'WEB', 'mapiHttp']],
    ['v2016', ['X-ClientCanHandle: Negotiate, ExHttpInfo'], ['EXCH', 'EXPR', 'WEB', 'EXHTTP']],
    ['v2016', ['X-MapiHttpCapability: 1'], ['WEB', 'mapiHttp']],
    ['v2019', ['X-MapiHttpCapability: 1'], ['WEB', 'mapiHttp']],
    ['se', [], ['EXCH', 'EXPR', 'WEB']],
  ])('of %s to a client with %j tell of %j', async (tenant, headers, types) => {
    const root = await pox(tenant, { headers })
    expect([...protocolsOf(root).keys()]).toEqual(types)
    expect(root.attributes.xmlns).toBe(`${SCHEMAS}/responseschema/2006`)
    expect(childrenOf(root)[0]?.attributes.xmlns).toBe(RESPONSE_SCHEMA)
    expect(at(root, 'Response', 'User', 'AutoDiscoverSMTPAddress')).toBe(`anna@${tenant}.test`)
    expect(at(root, 'Response', 'Account', 'Action')).toBe('settings')
  })

  test('name the mailbox as the RPC server since 2013, and the computer before', async () => {
    const server = async (tenant: string) => {
      const exch = protocolsOf(await pox(tenant)).get('EXCH')
      return exch && [at(exch, 'Server'), at(exch, 'ServerVersion'), at(exch, 'AuthPackage')]
    }
    expect(await server('v2010')).toEqual(['ex01.corp.v2010.test', '73838201', undefined])
    expect(await server('v2016')).toEqual([
      expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@v2016\.test$/),
      '73C189CB',
      'Anonymous',
    ])
  })

  test('name Outlook Anywhere, and Negotiate only to a client that can handle it', async () => {
    const expr = async (headers: string[]) => protocolsOf(await pox('v2016', { headers })).get('EXPR')
    const plain = await expr([])
    const able = await expr(['X-ClientCanHandle: Negotiate'])
    expect(plain && [at(plain, 'Server'), at(plain, 'SSL'), at(plain, 'AuthPackage')]).toEqual([
      'mail.v2016.test',
      'On',
      'Ntlm',
    ])
    expect(able && at(able, 'AuthPackage')).toBe('Negotiate')
  })

  test('vary as the data says', async () => {
    const rpc = protocolsOf(await pox('varied'))
    const expr = rpc.get('EXPR')
    expect([...rpc.keys()]).toEqual(['EXPR'])
    expect(
      expr && ['Server', 'SSL', 'AuthPackage', 'CertPrincipalName', 'EwsUrl'].map((name) => at(expr, name)),
    ).toEqual([
      'oa.varied.test',
      'Off',
      undefined,
      'msstd:oa.example',
      'https://web.internal.local/EWS/Exchange.asmx',
    ])
    const mapi = protocolsOf(await pox('varied', { headers: ['X-MapiHttpCapability: 1'] })).get('mapiHttp')
    expect(mapi && at(mapi, 'MailStore', 'InternalUrl')).toMatch(
      /^https:\/\/mail\.varied\.test\/mapi\/emsmdb\//,
    )
    expect(mapi && at(mapi, 'MailStore', 'ExternalUrl')).toBeUndefined()
  })

  test('can have the namespaces that documentation misprints', async () => {
    expect((await pox('misprint')).attributes.xmlns).toMatch(/^https:/)
  })
})

describe('instead of settings', () => {
  test('another address is named, and escaped', async () => {
    const root = await pox('address')
    expect(at(root, 'Response', 'Account', 'Action')).toBe('redirectAddr')
    expect(at(root, 'Response', 'Account', 'RedirectAddr')).toBe('a&b@other.test')
  })

  test('another URL is named', async () => {
    const root = await pox('url')
    expect(at(root, 'Response', 'Account', 'RedirectUrl')).toBe(
      'https://other.url.test/autodiscover/autodiscover.xml',
    )
  })

  test.each([
    ['broken', {}, '603', 'No <luck>'],
    ['unknown', {}, '500', "The e-mail address can't be found."],
    ['v2016', { method: 'GET' }, '600', 'Invalid Request'],
    ['v2016', { body: 'no XML' }, '600', 'Invalid Request'],
    [
      'v2016',
      { body: question('a@b.c', REQUEST_SCHEMA.replace('http:', 'https:')) },
      '600',
      'Invalid Request',
    ],
    ['v2016', { body: question('a@b.c', REQUEST_SCHEMA, 'urn:other') }, '601', 'Provider is not available'],
    ['v2016', { body: question('nobody') }, '500', "The e-mail address can't be found."],
  ])('%s answers %j with error %s: %s', async (tenant, options, code, message) => {
    const root = await pox(tenant, options)
    expect(at(root, 'Response', 'Error', 'ErrorCode')).toBe(code)
    expect(at(root, 'Response', 'Error', 'Message')).toBe(message)
    const error = childrenOf(root)
      .flatMap(childrenOf)
      .find(({ name }) => name === 'Error')
    expect(error?.attributes.Time).toMatch(/^\d\d:\d\d:\d\d\.\d{7}$/)
    expect(error?.attributes.Id).toMatch(/^\d+$/)
  })
})

describe('SOAP', () => {
  async function soap(tenant: string, body: string) {
    const response = await ask(lab, tenant, 'POST /autodiscover/autodiscover.svc', { body })
    const { root } = parseXml(response.body.toString())
    return { status: response.status, text: response.body.toString(), root }
  }
  const envelope = (tenant: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><User><Mailbox>anna@${tenant}.test</Mailbox></User></s:Body></s:Envelope>`

  test('brings the settings of the mailbox', async () => {
    const { status, text } = await soap('v2016', envelope('v2016'))
    expect(status).toBe(200)
    expect(text).toContain(
      '<UserSetting><Name>ExternalEwsUrl</Name><Value>https://mail.v2016.test/EWS/Exchange.asmx</Value></UserSetting>',
    )
  })

  test.each([
    ['address', '<ErrorCode>RedirectAddress</ErrorCode>'],
    ['url', '<RedirectTarget>https://other.url.test/autodiscover/autodiscover.xml</RedirectTarget>'],
    ['unknown', '<ErrorCode>InvalidUser</ErrorCode>'],
    ['broken', '<ErrorCode>InternalServerError</ErrorCode>'],
  ])('says for %s: %s', async (tenant, text) => {
    expect((await soap(tenant, envelope(tenant))).text).toContain(text)
  })

  test('answers what is no question with a fault', async () => {
    const { status, text } = await soap('v2016', 'nonsense')
    expect([status, text.includes('<faultcode>s:Client</faultcode>')]).toEqual([500, true])
  })
})
