import { parseXml } from '@rgrove/parse-xml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExchangeService } from '../../../lab/exchange/exchange-service.ts'
import { type AccountsSpec, type Lab, type Scenario, startLab } from '../../../lab/index.ts'
import { signInTo } from './ntlm-client.ts'
import { ask, connectTo, type RawResponse, tenantWith } from './raw-client.ts'

const tenant = (
  name: string,
  change: Omit<ExchangeService, 'kind' | 'version'> & { version?: ExchangeService['version'] } = {},
  accounts: AccountsSpec = {},
): Scenario => ({ ...tenantWith(name, { kind: 'exchange', version: '2019', ...change }), accounts })

const USERS: AccountsSpec = {
  users: [
    { name: 'anna' },
    { name: 'ben', mailbox: { without: ['ews', 'activesync', 'mapi-http', 'rpc-over-http'] } },
    { name: 'carl', mailbox: 'none' },
    { name: 'dora', mailbox: { address: 'sales@healthy.test', without: ['mapi'] } },
  ],
}

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      tenant('healthy', {}, USERS),
      tenant('old', { version: '2010 SP3' }),
      tenant('faulty', {
        ews: { getFolder: 'ErrorMailboxMoveInProgress', availability: 'ErrorProxyRequestProcessingFailed' },
        offlineAddressBook: 'not-generated',
        activeSync: 'blocked',
        autodiscoverArrives: 'as-page',
      }),
      tenant('provisioning', { activeSync: 'needs-provisioning', autodiscoverArrives: 'cut-off' }),
      tenant('slow', { autodiscoverArrives: 'never-whole' }),
      tenant('without-store', { autodiscover: { kind: 'settings', mapiLeavesOut: 'MailStore' } }),
    ],
  })
})
afterAll(() => lab.close())

const XML = 'Content-Type: text/xml; charset=utf-8'
const basic = (user: string) =>
  `Authorization: Basic ${Buffer.from(`CORP\\${user}:Lab-Passw0rd!`).toString('base64')}`

describe('Exchange Web Services', () => {
  const T = 'http://schemas.microsoft.com/exchange/services/2006/types'
  const M = 'http://schemas.microsoft.com/exchange/services/2006/messages'
  const soap = (body: string, version = 'Exchange2013') =>
    `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:t="${T}" xmlns:m="${M}"><s:Header><t:RequestServerVersion Version="${version}"/></s:Header><s:Body>${body}</s:Body></s:Envelope>`
  const getFolder = (folder: string, shape = 'Default') =>
    soap(
      `<m:GetFolder><m:FolderShape><t:BaseShape>${shape}</t:BaseShape></m:FolderShape><m:FolderIds>${folder}</m:FolderIds></m:GetFolder>`,
    )
  const INBOX = '<t:DistinguishedFolderId Id="inbox"/>'
  const inboxOf = (address: string) =>
    `<t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`
  const change = (day: string) =>
    `<t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>${day}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek>`
  const availability = (address: string, days = 1) =>
    soap(
      `<m:GetUserAvailabilityRequest><t:TimeZone><t:Bias>0</t:Bias><t:StandardTime>${change('10')}</t:StandardTime><t:DaylightTime>${change('3')}</t:DaylightTime></t:TimeZone><m:MailboxDataArray><t:MailboxData><t:Email><t:Address>${address}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData></m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>2026-11-02T00:00:00</t:StartTime><t:EndTime>${new Date(Date.UTC(2026, 10, 2 + days)).toISOString().slice(0, 19)}</t:EndTime></t:TimeWindow><t:RequestedView>FreeBusy</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest>`,
    )

  const call = (body: string, name = 'healthy', user = 'anna') =>
    signInTo(lab, name, 'POST /EWS/Exchange.asmx', { body, headers: [XML], user: `CORP\\${user}` })
  const codeIn = (response: RawResponse) =>
    [
      response.status,
      /<(?:\w+:)?ResponseCode[^>]*>(\w+)</.exec(response.body.toString())?.[1] ?? 'none',
    ] as const

  test('show the inbox of whoever signed in, with the build of the server', async () => {
    const response = await call(getFolder(INBOX))
    const text = response.body.toString()
    expect(codeIn(response)).toEqual([200, 'NoError'])
    expect(parseXml(text).root?.name).toBe('s:Envelope')
    expect(text).toContain('<t:DisplayName>Inbox</t:DisplayName>')
    expect(text).toContain('MajorVersion="15" MinorVersion="2" MajorBuildNumber="1544" MinorBuildNumber="11"')
    expect((await call(getFolder(INBOX, 'IdOnly'))).body.toString()).not.toContain('DisplayName')
    expect(codeIn(await call(getFolder(inboxOf('anna@healthy.test'))))).toEqual([200, 'NoError'])
  })

  test.each([
    ['another folder', getFolder('<t:DistinguishedFolderId Id="outbox"/>'), 200, 'ErrorFolderNotFound'],
    ["somebody else's inbox", getFolder(inboxOf('ben@healthy.test')), 200, 'ErrorAccessDenied'],
    ["nobody's inbox", getFolder(inboxOf('nobody@healthy.test')), 200, 'ErrorNonExistentMailbox'],
    ['no folder', getFolder(''), 500, 'ErrorSchemaValidation'],
    ['no shape that there is', getFolder(INBOX, 'All'), 500, 'ErrorSchemaValidation'],
    ['another operation', soap('<m:GetItem/>'), 500, 'ErrorInvalidRequest'],
    ['the operation of another schema', soap('<t:GetFolder/>'), 500, 'ErrorInvalidRequest'],
    ['no operation', soap(''), 500, 'ErrorSchemaValidation'],
    ['no XML', 'GetFolder', 500, 'ErrorSchemaValidation'],
    ['nothing', '', 500, 'ErrorSchemaValidation'],
    ['a version to come', soap(INBOX, 'Exchange2030'), 500, 'ErrorInvalidServerVersion'],
  ])('say what is wrong with a question for %s', async (_what, body, status, code) => {
    expect(codeIn(await call(body))).toEqual([status, code])
  })

  test('of 2010 do not know what came with 2013', async () => {
    expect(codeIn(await call(soap('', 'Exchange2013'), 'old'))[0]).toBe(500)
    expect(codeIn(await call(getFolder(INBOX), 'old'))).toEqual([500, 'ErrorInvalidServerVersion'])
    const inbox = getFolder(INBOX).replace('Exchange2013', 'Exchange2010_SP2')
    expect(codeIn(await call(inbox, 'old'))).toEqual([200, 'NoError'])
  })

  test('tell when somebody is free', async () => {
    const response = await call(availability('ben@healthy.test'))
    expect(codeIn(response)).toEqual([200, 'NoError'])
    expect(response.body.toString()).toContain('<t:StartTime>2026-11-02T01:00:00</t:StartTime>')
  })

  test.each([
    ['nobody', availability('nobody@healthy.test'), 200, 'ErrorMailRecipientNotFound'],
    ['a window without a day', availability('ben@healthy.test', 0), 500, 'ErrorInvalidTimeInterval'],
    ['a window of a quarter', availability('ben@healthy.test', 90), 500, 'ErrorTimeIntervalTooBig'],
    [
      'somebody in no zone of time',
      availability('ben@healthy.test').replace(/<t:TimeZone>.*<\/t:TimeZone>/, ''),
      500,
      'ErrorSchemaValidation',
    ],
  ])('cannot tell it of %s', async (_who, body, status, code) => {
    expect(codeIn(await call(body))).toEqual([status, code])
  })

  test('answer with the error that the data says', async () => {
    expect(codeIn(await call(getFolder(INBOX), 'faulty'))).toEqual([200, 'ErrorMailboxMoveInProgress'])
    const free = await call(availability('anna@faulty.test'), 'faulty')
    expect(codeIn(free)).toEqual([200, 'ErrorProxyRequestProcessingFailed'])
  })

  test('are nothing for whom they were turned off, and have no inbox for whom there is no mailbox', async () => {
    expect((await call(getFolder(INBOX), 'healthy', 'ben')).status).toBe(403)
    expect(codeIn(await call(getFolder(INBOX), 'healthy', 'carl'))).toEqual([200, 'ErrorMissingEmailAddress'])
  })
})

describe('the offline address book', () => {
  const pox = (address: string) =>
    `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`

  async function folderOf(name: string): Promise<string> {
    const body = pox(`anna@${name}.test`)
    const response = await signInTo(lab, name, 'POST /autodiscover/autodiscover.xml', {
      body,
      headers: [XML],
    })
    const [, path = '/OAB/none/'] =
      /<OABUrl>https:\/\/[^/]+(\/OAB\/[^<]+)<\/OABUrl>/.exec(response.body.toString()) ?? []
    return path
  }

  test('has its manifest where Autodiscover says', async () => {
    const manifest = await signInTo(lab, 'healthy', `GET ${await folderOf('healthy')}oab.xml`)
    expect([manifest.status, manifest.headers['content-type']]).toEqual([200, ['text/xml']])
    const { root } = parseXml(manifest.body.toString())
    expect([root?.name, root?.text.trim()]).toEqual(['OAB', expect.stringMatching(/-data-7\.lzx/)])
  })

  test('cannot be listed, and is nowhere else', async () => {
    const folder = await folderOf('healthy')
    const statuses = []
    for (const path of ['/OAB/', folder, `${folder}other.xml`, '/OAB/11111111-2222/oab.xml']) {
      statuses.push((await signInTo(lab, 'healthy', `GET ${path}`)).status)
    }
    expect(statuses).toEqual([403, 403, 404, 404])
  })

  test('is not there when it was never made', async () => {
    const folder = await folderOf('without-store')
    expect((await signInTo(lab, 'without-store', `GET ${folder}oab.xml`)).status).toBe(200)
    expect((await signInTo(lab, 'faulty', `GET ${folder}oab.xml`)).status).toBe(404)
  })
})

describe('ActiveSync', () => {
  /** FolderSync with the first key, byte for byte as MS-ASWBXML writes it. */
  const FIRST = Buffer.from('03016a00000756520330000101', 'hex')
  const COMMAND =
    'POST /Microsoft-Server-ActiveSync?Cmd=FolderSync&User=anna&DeviceId=OUTPOST1&DeviceType=Probe'

  async function sync(
    name: string,
    options: { user?: string; version?: string; body?: Buffer; command?: string } = {},
  ): Promise<RawResponse> {
    const { user = 'anna', version = '14.1', body = FIRST, command = COMMAND } = options
    const connection = await connectTo(lab, name)
    connection.send(
      `${command} HTTP/1.1`,
      `Host: mail.${name}.test`,
      basic(user),
      `MS-ASProtocolVersion: ${version}`,
      'Content-Type: application/vnd.ms-sync.wbxml',
      `Content-Length: ${body.length}`,
    )
    connection.write(body)
    const response = await connection.receive()
    connection.close()
    return response
  }

  test.each([
    ['healthy', '15.2', '2.0,2.1,2.5,12.0,12.1,14.0,14.1,16.0,16.1'],
    ['old', '14.3', '2.0,2.1,2.5,12.0,12.1,14.0,14.1'],
  ])('says what it speaks (%s)', async (name, server, versions) => {
    const { status, headers } = await ask(lab, name, 'OPTIONS /Microsoft-Server-ActiveSync', {
      headers: [basic('anna')],
    })
    expect([status, headers['ms-server-activesync'], headers['ms-asprotocolversions']]).toEqual([
      200,
      [server],
      [versions],
    ])
    expect(headers['ms-asprotocolcommands']?.[0]).toContain('FolderSync')
  })

  test('shows the folders of a mailbox, and remembers the device', async () => {
    const { status, headers, body } = await sync('healthy')
    expect([status, headers['content-type']]).toEqual([200, ['application/vnd.ms-sync.wbxml']])
    // FolderSync, Status 1, SyncKey 1, Changes, Count 4, and the first folder with its four properties.
    const add = (id: string, name: string, type: string) =>
      `4f4803${id}000149033000014703${Buffer.from(name).toString('hex')}00014a03${type}000101`
    expect(body.toString('hex')).toBe(
      `03016a000007564c0331000152033100014e57033400014f`.slice(0, -2) +
        add('31', 'Calendar', '38') +
        add('32', 'Contacts', '39') +
        add('33', 'Inbox', '32') +
        add('34', 'Sent Items', '35') +
        '0101',
    )
    expect(lab.accounts('healthy').record('anna').devices).toEqual(['OUTPOST1'])
  })

  test('with a later key says that nothing changed', async () => {
    const later = Buffer.from('03016a00000756520331000101', 'hex')
    const { body } = await sync('healthy', { body: later })
    expect(body.toString('hex')).toBe('03016a000007564c0331000152033100014e570330000101'.concat('01'))
  })

  test.each([
    ['a version that it does not speak', { version: '17.0' }, 400],
    ['no version', { version: '' }, 400],
    ['no device', { command: COMMAND.replace('&DeviceId=OUTPOST1', '') }, 400],
    ['another command', { command: COMMAND.replace('FolderSync', 'Sync') }, 501],
    ['what is no WBXML', { body: Buffer.from('<FolderSync/>') }, 400],
    ['half of it', { body: FIRST.subarray(0, 9) }, 400],
    ['an element of no name', { body: Buffer.from('03016a0000077f01', 'hex') }, 400],
    ['a mailbox for which it was turned off', { user: 'ben' }, 403],
    ['somebody without a mailbox', { user: 'carl' }, 403],
  ])('refuses %s', async (_what, options, status) => {
    expect((await sync('healthy', options)).status).toBe(status)
    expect(lab.accounts('healthy').record('ben').devices).toEqual([])
  })

  test.each([
    ['faulty', '14.1', 200, '03016a000007564c03313239000101'],
    ['faulty', '12.1', 403, undefined],
    ['provisioning', '16.1', 200, '03016a000007564c03313432000101'],
    ['provisioning', '12.1', 449, undefined],
  ])(
    'keeps a device out by a status of its own or of HTTP (%s, %s)',
    async (name, version, status, bytes) => {
      const response = await sync(name, { version })
      expect(response.status).toBe(status)
      if (bytes !== undefined) expect(response.body.toString('hex')).toBe(bytes)
    },
  )
})

describe('Autodiscover, to a user who signed in', () => {
  const body = (address: string) =>
    `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`
  const CLIENT = ['X-MapiHttpCapability: 1', 'X-ClientCanHandle: Negotiate, ExHttpInfo']

  async function settings(address: string, headers: readonly string[] = [], name = 'healthy') {
    const response = await signInTo(lab, name, 'POST /Autodiscover/Autodiscover.xml', {
      body: body(address),
      headers: [XML, ...headers],
    })
    return response.body.toString()
  }
  const protocols = (text: string) =>
    [...text.matchAll(/<Type>(\w+)<\/Type>|<Protocol Type="(\w+)"/g)].map(([, one, other]) => one ?? other)

  test('tells of the mailbox of an address of the organisation', async () => {
    expect(protocols(await settings('anna@healthy.test'))).toEqual(['EXCH', 'EXPR', 'WEB'])
    expect(protocols(await settings('anna@healthy.test', CLIENT))).toEqual(['WEB', 'mapiHttp'])
  })

  test('knows no other', async () => {
    for (const address of ['nobody@healthy.test', 'carl@healthy.test', 'anna@other.test']) {
      expect(await settings(address)).toContain('<ErrorCode>500</ErrorCode>')
    }
    const soap = await signInTo(lab, 'healthy', 'POST /autodiscover/autodiscover.svc', {
      body: '<a:Mailbox>nobody@healthy.test</a:Mailbox>',
      headers: [XML],
    })
    expect(soap.body.toString()).toContain('<ErrorCode>InvalidUser</ErrorCode>')
  })

  test('leaves out what a mailbox may not be reached by', async () => {
    expect(protocols(await settings('ben@healthy.test', CLIENT))).toEqual(['EXCH', 'WEB'])
    expect(protocols(await settings('sales@healthy.test', CLIENT))).toEqual(['WEB'])
  })

  test('does so from half a path of MAPI over HTTP to a page in place of the answer', async () => {
    expect(await settings('anna@without-store.test', CLIENT, 'without-store')).not.toContain('<MailStore>')
    expect(await settings('anna@faulty.test', [], 'faulty')).toMatch(/^<!doctype html>/i)
    const half = await settings('anna@provisioning.test', [], 'provisioning')
    expect(half).toContain('<Autodiscover')
    expect(half).not.toContain('</Autodiscover>')
  })

  test('begins an answer that never comes to its end', async () => {
    const connection = await connectTo(lab, 'slow')
    const text = body('anna@slow.test')
    connection.send(
      'POST /autodiscover/autodiscover.xml HTTP/1.1',
      'Host: mail.slow.test',
      basic('anna'),
      `Content-Length: ${text.length}`,
    )
    connection.write(text)
    await connection.seen('<Autodiscover')
    expect(await connection.silenceFor(50)).not.toContain('</Autodiscover>')
    connection.close()
  })
})
