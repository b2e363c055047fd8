import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationSchema, mapiMethods, remediesFor, SINCE_2013 } from '../generation.ts'
import { publishOutlookAnywhere, showOutlookAnywhere } from '../outlook-anywhere.ts'
import { hostOrAddressArgument, mailboxArgument, urlArgument } from '../powershell.ts'

/** What Autodiscover tells a user who signed in, held against itself and against what is there: rows X01 to X03, X06, X08, X09. */

const mailbox = z.string()
const generation = generationSchema.optional()
const ofMailbox = (values: { mailbox: string }) => ({ kind: 'mailbox', mailbox: values.mailbox }) as const

/** The settings once more, as that user. */
const askAgain = (address: string) => `outpost autodiscover ${mailboxArgument(address)} --user '<user>'`

export const exprMissing = defineFinding({
  code: 'expr-missing',
  row: 'X01',
  severity: 'error',
  title: 'Autodiscover hands out no Outlook Anywhere',
  values: z.object({
    mailbox,
    /** The published host, for the commands. */
    host: z.string(),
    /** Whether MAPI over HTTP is handed out to those who know it. */
    mapiHttp: z.boolean(),
    generation,
  }),
  example: { mailbox: 'anna@contoso.com', host: 'mail.contoso.com', mapiHttp: true, generation: '2016' },
  subject: ofMailbox,
  sentence: (values) =>
    `Autodiscover tells a client without MAPI over HTTP of no way to ${values.mailbox} from outside: neither EXPR nor EXHTTP is in its answer.`,
  meaning: ({ mapiHttp }) =>
    mapiHttp
      ? 'Outlook 2010 and older, and 2013 without its service pack, connect inside the organisation only. Current Outlook has MAPI over HTTP.'
      : 'Outlook connects inside the organisation only: outside it has no host to go to.',
  remedies: ({ mailbox: address, host, generation: version }) => [
    ...remediesFor(version, publishOutlookAnywhere(host)),
    ...remediesFor(version, [
      {
        where: 'Exchange Management Shell',
        text: 'If it is published already, see that the provider EXPR is there and that nobody blocked the mailbox:',
        commands: [
          'Get-OutlookProvider | Format-Table Name, Server, CertPrincipalName',
          `Get-CASMailbox -Identity ${mailboxArgument(address)} | Format-List MAPIEnabled, MAPIBlockOutlookRpcHttp`,
        ],
      },
    ]),
  ],
  verify: ({ mailbox: address }) => [showOutlookAnywhere, askAgain(address)],
})

export const exchMissing = defineFinding({
  code: 'exch-missing',
  row: 'X02',
  severity: 'warning',
  title: 'Autodiscover names no mailbox server',
  values: z.object({ mailbox, generation }),
  example: { mailbox: 'anna@contoso.com', generation: '2016' },
  subject: ofMailbox,
  sentence: (values) =>
    `Autodiscover tells a client without MAPI over HTTP of no mailbox server for ${values.mailbox}: EXCH is not in its answer.`,
  meaning: () =>
    'Outlook has a proxy to go to and no server to ask there for: RPC over HTTP cannot be set up. Most often MAPI is switched off for the mailbox.',
  remedies: ({ mailbox: address, generation: version }) =>
    remediesFor(version, [
      {
        where: 'Exchange Management Shell',
        text: 'Let the mailbox be opened by Outlook, and see that its database is there:',
        commands: [
          `Set-CASMailbox -Identity ${mailboxArgument(address)} -MAPIEnabled $true`,
          `Get-Mailbox -Identity ${mailboxArgument(address)} | Format-List Database, ServerName, LegacyExchangeDN`,
          'Get-OutlookProvider | Format-Table Name, Server, CertPrincipalName',
        ],
      },
    ]),
  verify: ({ mailbox: address }) => [
    `Get-CASMailbox -Identity ${mailboxArgument(address)} | Format-List MAPIEnabled`,
    askAgain(address),
  ],
})

export const authpackageMissing = defineFinding({
  code: 'authpackage-missing',
  row: 'X03',
  severity: 'warning',
  title: 'Autodiscover does not say how to sign in to Outlook Anywhere',
  values: z.object({ mailbox, host: z.string(), protocol: z.enum(['EXPR', 'EXHTTP']), generation }),
  example: { mailbox: 'anna@contoso.com', host: 'mail.contoso.com', protocol: 'EXPR', generation: '2013' },
  subject: ({ host }) => ({
    kind: 'setting',
    setting: 'OutlookProvider.Server',
    host,
    value: host,
  }),
  sentence: ({ host, protocol }) =>
    `Autodiscover hands out ${host} for Outlook Anywhere (${protocol}) without the method to sign in by (AuthPackage).`,
  meaning: () =>
    'Outlook guesses, and may ask for a password although the sign-in to Windows would do. It comes about when somebody sets the server of the provider EXPR by hand.',
  remedies: ({ generation: version }) =>
    remediesFor(version, [
      {
        where: 'Exchange Management Shell',
        text: 'Let Exchange fill in the server and the method again from the settings of Outlook Anywhere:',
        commands: [
          'Set-OutlookProvider -Identity EXPR -Server $null',
          'Get-OutlookProvider | Format-Table Name, Server, CertPrincipalName',
        ],
      },
    ]),
  verify: ({ mailbox: address }) => ['Get-OutlookProvider | Format-Table Name, Server', askAgain(address)],
})

export const mapiHttpExternalMissing = defineFinding({
  code: 'mapi-http-external-missing',
  row: 'X06',
  severity: 'warning',
  where: 'outside',
  title: 'MAPI over HTTP has no URL for the outside',
  values: z.object({
    mailbox,
    host: z.string(),
    /** The URL for the inside that is handed out. */
    internalUrl: z.string(),
    generation,
  }),
  example: {
    mailbox: 'anna@contoso.com',
    host: 'mail.contoso.com',
    internalUrl: 'https://ex01.corp.contoso.com/mapi/emsmdb/',
    generation: '2016',
  },
  subject: ({ host }) => ({ kind: 'setting', setting: 'MapiVirtualDirectory.ExternalUrl', host, value: '' }),
  sentence: (values) =>
    `Autodiscover hands out MAPI over HTTP for ${values.mailbox} with a URL for the inside alone (${values.internalUrl}).`,
  meaning: () =>
    'Outside, current Outlook finds no way by MAPI over HTTP. Somebody may have wanted that: it is also how a mailbox looks that must not be opened from outside.',
  remedies: ({ mailbox: address, host, generation: version }) =>
    remediesFor(version, [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'See first whether it is on purpose:',
        commands: [
          `Get-CASMailbox -Identity ${mailboxArgument(address)} | Format-List MAPIBlockOutlookExternalConnectivity, MapiHttpEnabled`,
        ],
      },
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'If it is not, publish the directory:',
        commands: [
          `Get-MapiVirtualDirectory | Set-MapiVirtualDirectory -ExternalUrl ${urlArgument(host, '/mapi')} -IISAuthenticationMethods ${mapiMethods(version)}`,
        ],
      },
    ]),
  verify: () => ['Get-MapiVirtualDirectory | Format-List Server, InternalUrl, ExternalUrl'],
})

export const autodiscoverMixedDomains = defineFinding({
  code: 'autodiscover-mixed-domains',
  row: 'X08',
  severity: 'warning',
  title: 'The settings of the mailbox are of two organisations',
  values: z.object({ mailbox, addressDomain: z.string(), serverDomain: z.string() }),
  example: { mailbox: 'anna@contoso.com', addressDomain: 'contoso.com', serverDomain: 'fabrikam.com' },
  subject: ofMailbox,
  sentence: (values) =>
    `Autodiscover gives ${values.mailbox} an address of ${values.addressDomain}, and a mailbox server of ${values.serverDomain}.`,
  meaning: () =>
    'Outlook looks for the mailbox, or its archive, in the organisation that it was moved from, and asks for a password there. A move between forests leaves that behind.',
  remedies: (values) => [
    {
      for: 'Exchange 2010 and later',
      where: 'PowerShell with the Active Directory module, in the forest that holds the mailbox',
      text: 'See what the move left, and clear the link to the archive database of the old forest if the mailbox has no archive:',
      commands: [
        `$address = ${mailboxArgument(values.mailbox)}`,
        "Get-ADUser -Filter 'mail -eq $address' -Properties msExchArchiveDatabaseLink, msExchArchiveGUID, msExchHomeServerName, proxyAddresses",
        "Get-ADUser -Filter 'mail -eq $address' | Set-ADUser -Clear msExchArchiveDatabaseLink",
      ],
    },
    {
      for: 'Exchange 2010 and later',
      where: 'Exchange Management Shell of both organisations',
      text: 'One of them must hold the mailbox, and the other only a mail user that points to it:',
      commands: [
        `Get-Recipient -Identity ${mailboxArgument(values.mailbox)} | Format-List RecipientTypeDetails, PrimarySmtpAddress, EmailAddresses`,
      ],
    },
  ],
  verify: ({ mailbox: address }) => [askAgain(address)],
})

/** By the elements of the answer: the service's name for people. */
const SERVICES = ['EWS', 'free/busy', 'out-of-office', 'offline address book'] as const
const serviceSchema = z.enum(SERVICES)
export type SettingsService = z.infer<typeof serviceSchema>

/** What publishes a service: by its cmdlet, with the path that the version has. */
const PUBLISH: Readonly<Record<SettingsService, (host: string) => string>> = {
  'free/busy': publishEws,
  EWS: publishEws,
  'out-of-office': publishEws,
  'offline address book': (host) =>
    `Get-OabVirtualDirectory | Set-OabVirtualDirectory -ExternalUrl ${urlArgument(host, '/OAB')}`,
}

function publishEws(host: string): string {
  return `Get-WebServicesVirtualDirectory | Set-WebServicesVirtualDirectory -ExternalUrl ${urlArgument(host, '/EWS/Exchange.asmx')}`
}

const SHOW: Readonly<Record<SettingsService, string>> = {
  'free/busy': showDirectory('WebServices'),
  EWS: showDirectory('WebServices'),
  'out-of-office': showDirectory('WebServices'),
  'offline address book': showDirectory('Oab'),
}

function showDirectory(kind: string): string {
  return `Get-${kind}VirtualDirectory | Format-List Server, InternalUrl, ExternalUrl`
}

export const serviceUrlUnreachable = defineFinding({
  code: 'service-url-unreachable',
  row: 'X09',
  severity: 'warning',
  title: 'A service that Autodiscover hands out is not there',
  values: z.object({
    services: z.array(serviceSchema).min(1),
    url: z.string(),
    host: z.string(),
    /** The published host, under which the service should be. */
    mainHost: z.string(),
    problem: z.enum(['no-address', 'unreachable', 'missing', 'denied', 'broken', 'no-url']),
    status: z.int().optional(),
    generation,
  }),
  example: {
    services: ['free/busy', 'out-of-office'],
    url: 'https://ews.contoso.com/EWS/Exchange.asmx',
    host: 'ews.contoso.com',
    mainHost: 'mail.contoso.com',
    problem: 'missing',
    status: 404,
    generation: '2016',
  },
  subject: ({ url }) => ({ kind: 'url', url }),
  sentence: ({ services, url, host, problem, status }) =>
    `Autodiscover hands out ${url} for ${inWords(services)}, ${
      {
        'no-address': `and ${host} has no address`,
        unreachable: `and ${host} takes no connection`,
        missing: `and nothing is there${status === undefined ? '' : ` (${status})`}`,
        denied: `and everybody is refused there${status === undefined ? '' : ` (${status})`}`,
        broken: `and an error is there${status === undefined ? '' : ` (${status})`}`,
        'no-url': 'which is no URL',
      }[problem]
    }.`,
  meaning: ({ services }) =>
    `Mail works. ${services
      .map((service) => WITHOUT[service])
      .filter((each, index, all) => all.indexOf(each) === index)
      .join(' ')}`,
  remedies: ({ services, mainHost, generation: version }) => [
    ...remediesFor(version, [
      {
        where: 'Exchange Management Shell',
        text: 'Hand out the published host, and the path that Exchange has:',
        commands: [...new Set(services.map((service) => PUBLISH[service](mainHost)))],
      },
    ]),
    {
      for: 'any',
      where: 'the reverse proxy, load balancer or firewall in front of Exchange',
      text: 'If the URL is right, publish its host and path there like /autodiscover.',
    },
  ],
  verify: ({ services, host, url }) => [
    ...new Set(services.map((service) => SHOW[service])),
    ...(/^https:\/\/[^/?#]+(\/[A-Za-z0-9./_-]*)$/.test(url)
      ? [
          `curl.exe --silent --include --output NUL --write-out '%{http_code}' ('https://{0}${/^https:\/\/[^/?#]+(\/[A-Za-z0-9./_-]*)$/.exec(url)?.[1]}' -f ${hostOrAddressArgument(host)}) # 401 is right: Exchange asks who it is`,
        ]
      : []),
  ],
})

function inWords(services: readonly SettingsService[]): string {
  const words = services.map((service) => (service === 'offline address book' ? `the ${service}` : service))
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

const WITHOUT: Readonly<Record<SettingsService, string>> = {
  'free/busy': 'Calendars of others show no free and busy times.',
  EWS: 'Outlook for Mac, calendars and add-ins fail.',
  'out-of-office': 'Out-of-office replies cannot be set.',
  'offline address book':
    'The offline address book is not downloaded: Outlook reports error 0x8004010F or an old list.',
}
