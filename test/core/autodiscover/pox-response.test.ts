import { describe, expect, test } from 'vitest'
import {
  type PoxResponse,
  readPoxResponse,
  readServerVersion,
} from '../../../shared/protocols/autodiscover/index.ts'
import {
  bytes,
  EXCHANGE_2010,
  EXCHANGE_2013,
  EXCHANGE_2016,
  EXCHANGE_2019,
  errorAnswer,
  PROVIDER,
  redirectAnswer,
  settings,
} from './answers.ts'

const read = (text: string): PoxResponse => readPoxResponse(bytes(text))

/** The protocols of an answer that has settings. */
function protocolsOf(text: string) {
  const response = read(text)
  if (response.kind !== 'settings') throw new Error(`expected settings, got ${response.kind}`)
  return response.protocols
}

describe('what Outlook is told', () => {
  test('by Exchange 2010: an array as RPC server, and the proxy with its scheme and certificate', () => {
    expect(read(EXCHANGE_2010)).toMatchObject({
      kind: 'settings',
      service: 'exchange',
      user: {
        displayName: 'Anna Adams',
        legacyDn: '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna',
        smtpAddress: 'anna@contoso.example',
        deploymentId: '3fe0b1a2-7c1e-4d6a-9b43-0b5d6a8f0c11',
      },
      protocols: [
        {
          type: 'EXCH',
          server: 'outlook.contoso.example',
          serverDn:
            '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=outlook',
          serverVersion: { major: 14, minor: 1, build: 218 },
          mdbDn: '/o=Contoso/cn=Servers/cn=outlook/cn=Microsoft Private MDB',
          publicFolderServer: 'ex1.contoso.example',
          ad: 'dc1.contoso.example',
          authPackage: undefined,
          ssl: undefined,
        },
        {
          type: 'EXPR',
          server: 'mail.contoso.example',
          ssl: true,
          authPackage: 'ntlm',
          certPrincipalName: 'msstd:mail.contoso.example',
        },
        { type: 'WEB' },
      ],
      notes: [],
    })
  })

  test('where the web services are, one by one', () => {
    const host = 'https://mail.contoso.example'
    expect(protocolsOf(EXCHANGE_2010)[1]).toMatchObject({
      asUrl: `${host}/EWS/Exchange.asmx`,
      ewsUrl: `${host}/EWS/Exchange.asmx`,
      emwsUrl: `${host}/EWS/Exchange.asmx`,
      oofUrl: `${host}/EWS/Exchange.asmx`,
      oabUrl: `${host}/OAB/6e1ac1a5-8c6f-4c6b-a2a5-55f0e4c4d3a1/`,
      umUrl: `${host}/EWS/UM2007Legacy.asmx`,
      sharingUrl: `${host}/EWS/Exchange.asmx`,
      ecpUrl: `${host}/owa/`,
      ecpPaths: {
        'EcpUrl-um': '?path=/options/callanswering',
        'EcpUrl-ret': '?path=/options/retentionpolicies',
      },
    })
  })

  test('by Exchange 2013: the mailbox as RPC server, and EXHTTP for the inside and the outside', () => {
    expect(read(EXCHANGE_2013)).toMatchObject({
      microsoftOnline: false,
      publicFolderMailbox: 'folders@contoso.example',
      protocols: [
        {
          type: 'EXCH',
          server: '1f0d3c6e-9a4b-4c4e-8c1d-2f6b7a8c9d0e@contoso.example',
          serverVersion: { major: 15, minor: 0, build: 847 },
          authPackage: 'anonymous',
          serverExclusiveConnect: false,
        },
        { type: 'EXPR', authPackage: 'negotiate', certPrincipalName: 'None', serverExclusiveConnect: true },
        { type: 'EXHTTP', server: 'ex1.contoso.example', ssl: false, authPackage: 'ntlm' },
        { type: 'EXHTTP', server: 'mail.contoso.example', ssl: true, authPackage: 'negotiate' },
      ],
    })
  })

  test('by Exchange 2016 with MAPI over HTTP: its URLs from both sides, one of them missing', () => {
    const mailbox = '?MailboxId=1f0d3c6e-9a4b-4c4e-8c1d-2f6b7a8c9d0e@contoso.example'
    expect(protocolsOf(EXCHANGE_2016)[0]).toEqual({
      type: 'mapiHttp',
      version: '1',
      mailStore: {
        internalUrl: `https://ex1.contoso.example/mapi/emsmdb/${mailbox}`,
        externalUrl: `https://mail.contoso.example/mapi/emsmdb/${mailbox}`,
      },
      addressBook: {
        internalUrl: `https://ex1.contoso.example/mapi/nspi/${mailbox}`,
        externalUrl: undefined,
      },
    })
  })

  test('which shared mailboxes to open as well', () => {
    expect(read(EXCHANGE_2016)).toMatchObject({
      alternativeMailboxes: [
        {
          type: 'Delegate',
          displayName: 'Sales & Support',
          smtpAddress: 'sales@contoso.example',
          server: undefined,
        },
      ],
    })
  })

  test('where Outlook on the web is, with its ways of signing in', () => {
    expect(protocolsOf(EXCHANGE_2016)[1]).toEqual({
      type: 'WEB',
      internal: {
        owaUrls: [
          { url: 'https://ex1.contoso.example/owa/', authenticationMethods: ['Basic', 'Fba'] },
          { url: 'https://ex2.contoso.example/owa/', authenticationMethods: ['Ntlm', 'WindowsIntegrated'] },
        ],
        asUrl: 'https://ex1.contoso.example/EWS/Exchange.asmx',
      },
      external: {
        owaUrls: [{ url: 'https://mail.contoso.example/owa/', authenticationMethods: ['Fba'] }],
        asUrl: undefined,
      },
    })
  })

  test('by Exchange 2019 without MAPI over HTTP, where the scheme is left to Outlook', () => {
    expect(protocolsOf(EXCHANGE_2019)).toMatchObject([
      { type: 'EXCH', serverVersion: { major: 15, minor: 2, build: 1771 } },
      { type: 'EXPR', authPackage: undefined },
    ])
  })

  test('by a provider who has no Exchange is recognised, and what is no number or switch is left out (D06)', () => {
    expect(read(PROVIDER)).toMatchObject({
      service: 'internet-mail',
      protocols: [
        { type: 'IMAP', server: 'imap.hosting.example', port: 993, ssl: true },
        { type: 'POP3', port: undefined, ssl: undefined },
        { type: 'SMTP', port: 465 },
      ],
    })
  })

  test('is Exchange as soon as one protocol is, and nothing without any', () => {
    const imap = '<Protocol><Type>IMAP</Type></Protocol>'
    expect(read(settings(`${imap}<Protocol><Type>EXCH</Type></Protocol>`))).toMatchObject({
      service: 'exchange',
    })
    expect(read(settings(''))).toMatchObject({ service: 'none', protocols: [] })
  })
})

describe('where an answer sends to', () => {
  test('is another address', () => {
    expect(read(redirectAnswer('redirectAddr', 'RedirectAddr', 'anna@fabrikam.example'))).toEqual({
      kind: 'redirect-address',
      address: 'anna@fabrikam.example',
      notes: [],
    })
  })

  test('is another URL', () => {
    const url = 'https://mail.fabrikam.example/autodiscover/autodiscover.xml'
    expect(read(redirectAnswer('REDIRECTURL', 'RedirectUrl', url))).toEqual({
      kind: 'redirect-url',
      url,
      notes: [],
    })
  })

  test.each([
    ['redirectAddr', 'RedirectUrl'],
    ['redirectUrl', 'RedirectAddr'],
  ])('must stand there with the action %s', (action, element) => {
    expect(() => read(redirectAnswer(action, element, 'x'))).toThrow(
      expect.objectContaining({ code: 'autodiscover.incomplete' }),
    )
  })

  test('must be an action that is known', () => {
    expect(() => read(redirectAnswer('selfDestruct', 'RedirectUrl', 'x'))).toThrow(
      expect.objectContaining({ code: 'autodiscover.action' }),
    )
  })
})

describe('an error in an answer that says 200', () => {
  test.each([
    [500, 'The email address can&#39;t be found.', "The email address can't be found."],
    [600, 'Invalid Request', 'Invalid Request'],
    [601, 'Provider is not available', 'Provider is not available'],
    [603, 'The Active Directory user wasn&apos;t found.', "The Active Directory user wasn't found."],
  ])('%i is read with its message', (code, sent, message) => {
    expect(read(errorAnswer(code, sent))).toEqual({
      kind: 'error',
      code,
      message,
      debugData: undefined,
      time: '12:34:56.1234567',
      id: '2477272013',
      notes: [],
    })
  })

  test('without a number is an error all the same', () => {
    expect(read(errorAnswer(600, 'x').replace('>600<', '>six hundred<'))).toMatchObject({
      kind: 'error',
      code: undefined,
    })
  })
})

describe('what is not quite as the schema has it is read, and noted where it is wrong', () => {
  test.each([
    ['with https namespaces', (text: string) => text.replaceAll('xmlns="http:', 'xmlns="https:'), 2],
    ['without namespaces', (text: string) => text.replaceAll(/ xmlns="[^"]*"/g, ''), 2],
  ])('%s', (_, change, count) => {
    const { notes, ...rest } = read(change(EXCHANGE_2016))
    expect(notes.filter(({ code }) => code === 'namespace')).toHaveLength(count)
    const { notes: none, ...honest } = read(EXCHANGE_2016)
    expect(rest).toEqual(honest)
    expect(none).toEqual([])
  })

  test('with prefixes the namespaces are as right as without', () => {
    const prefixed = PROVIDER.replace('<Autodiscover xmlns=', '<a:Autodiscover xmlns:a=').replace(
      '</Autodiscover>',
      '</a:Autodiscover>',
    )
    expect(read(prefixed).notes).toEqual([])
  })

  test('with a prefix that was declared further out', () => {
    const text = `<a:Autodiscover xmlns:a="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
      xmlns:o="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
      <o:Response xmlns:x="urn:x"><o:Account><o:Action>settings</o:Action></o:Account></o:Response></a:Autodiscover>`
    expect(read(text)).toMatchObject({ kind: 'settings', notes: [] })
  })

  test('a version that cannot be read, a protocol that nobody knows, an encoding that is not the real one', () => {
    const text = settings(
      '<Protocol><Type>EXCH</Type><ServerVersion>15.2</ServerVersion></Protocol><Protocol><Type>GOPHER</Type></Protocol>',
    ).replace('encoding="utf-8"', 'encoding="ISO-8859-1"')
    expect(read(text)).toMatchObject({
      protocols: [{ type: 'EXCH', serverVersion: undefined }],
      notes: [
        { code: 'encoding', detail: 'iso-8859-1' },
        { code: 'server-version', detail: '15.2' },
        { code: 'unknown-protocol', detail: 'GOPHER' },
      ],
    })
  })

  test('of an element that is there twice the first counts', () => {
    const twice = '<Protocol><Type>EXPR</Type><Server>a.example</Server><Server>b.example</Server></Protocol>'
    expect(protocolsOf(settings(twice))).toMatchObject([{ server: 'a.example' }])
  })
})

test.each([
  ['720082AD', { major: 8, minor: 0, build: 685 }],
  ['738180DA', { major: 14, minor: 1, build: 218 }],
  ['73C0834F', { major: 15, minor: 0, build: 847 }],
  ['73c18880', { major: 15, minor: 1, build: 2176 }],
  ['73C286EB', { major: 15, minor: 2, build: 1771 }],
])('ServerVersion %s is %o', (text, version) => {
  expect(readServerVersion(text)).toEqual(version)
})

test.each([['03C0834F'], ['73C0834'], ['73C0834FF'], ['73C0834G'], [''], ['-3C0834F']])(
  'ServerVersion %j is none',
  (text) => {
    expect(readServerVersion(text)).toBeUndefined()
  },
)
