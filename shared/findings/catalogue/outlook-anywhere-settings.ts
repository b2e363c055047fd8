import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationSchema, remediesFor, SINCE_2013, UP_TO_2010 } from '../generation.ts'
import { hostArgument, hostOrAddressArgument } from '../powershell.ts'

const host = z.string()
const generation = generationSchema.optional()

const setting = (name: string, at: string, value: string) =>
  ({ kind: 'setting', setting: `OutlookAnywhere.${name}`, host: at, value }) as const

const showOutlookAnywhere = () => [
  'Get-OutlookAnywhere | Format-List Server, ExternalHostname, ExternalClientsRequireSsl, ExternalClientAuthenticationMethod, IISAuthenticationMethods',
]

export const authSchemeMismatch = defineFinding({
  code: 'auth-scheme-mismatch',
  row: 'A02',
  severity: 'error',
  title: 'Outlook is told to sign in by a method that the server does not offer',
  values: z.object({
    host,
    /** What Autodiscover says, in lower case. */
    authPackage: z.string(),
    /** What /rpc offers. */
    offered: z.array(z.string()).min(1),
    generation,
  }),
  example: { host: 'mail.contoso.com', authPackage: 'ntlm', offered: ['Basic'], generation: '2016' },
  subject: ({ host, authPackage }) => setting('ExternalClientAuthenticationMethod', host, authPackage),
  sentence: ({ host, authPackage, offered }) =>
    `Autodiscover tells Outlook to sign in to Outlook Anywhere at ${host} by ${authPackage}, but /rpc there offers ${offered.join(', ')} alone.`,
  meaning: () => 'Outlook insists on the method that it was told, and cannot connect by Outlook Anywhere.',
  remedies: ({ generation }) =>
    remediesFor(generation, [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'Offer what Outlook is told, by the cmdlet: what is set in IIS itself is overwritten every fifteen minutes.',
        commands: [
          'Get-OutlookAnywhere | Set-OutlookAnywhere -IISAuthenticationMethods Basic,NTLM,Negotiate -ExternalClientAuthenticationMethod NTLM -ExternalClientsRequireSsl $true',
        ],
      },
      {
        generations: UP_TO_2010,
        where: 'Exchange Management Shell',
        text: 'Offer what Outlook is told, by the cmdlet and not in IIS:',
        commands: [
          'Get-OutlookAnywhere | Set-OutlookAnywhere -IISAuthenticationMethods Basic,NTLM -ClientAuthenticationMethod NTLM',
        ],
      },
    ]),
  verify: showOutlookAnywhere,
})

export const authBasicOnly = defineFinding({
  code: 'auth-basic-only',
  row: 'A03',
  severity: 'warning',
  title: 'Outlook Anywhere is set to Basic',
  values: z.object({ host, generation }),
  example: { host: 'mail.contoso.com', generation: '2013' },
  subject: ({ host }) => setting('ExternalClientAuthenticationMethod', host, 'basic'),
  sentence: ({ host }) => `Autodiscover tells Outlook to sign in to Outlook Anywhere at ${host} by Basic.`,
  meaning: () =>
    'Outlook sends the password itself, and asks for it when a machine moves from the internal network to the outside, since it cannot use the sign-in to Windows.',
  remedies: ({ generation }) =>
    remediesFor(generation, [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'Let Outlook sign in by Negotiate or NTLM, where no proxy in between needs Basic:',
        commands: [
          'Get-OutlookAnywhere | Set-OutlookAnywhere -ExternalClientAuthenticationMethod Negotiate -IISAuthenticationMethods Basic,NTLM,Negotiate -ExternalClientsRequireSsl $true',
        ],
      },
      {
        generations: UP_TO_2010,
        where: 'Exchange Management Shell',
        text: 'Let Outlook sign in by NTLM, where no proxy in between needs Basic:',
        commands: [
          'Get-OutlookAnywhere | Set-OutlookAnywhere -ClientAuthenticationMethod NTLM -IISAuthenticationMethods Basic,NTLM',
        ],
      },
    ]),
  verify: showOutlookAnywhere,
})

export const sslNotRequired = defineFinding({
  code: 'ssl-not-required',
  row: 'A07',
  severity: 'warning',
  title: 'Outlook Anywhere is handed out without TLS',
  values: z.object({
    host,
    /** Whether the RPC proxy asks for a password on port 80; absent where that could not be told. */
    plainAnswers: z.boolean().optional(),
    generation,
  }),
  example: { host: 'mail.contoso.com', plainAnswers: false, generation: '2016' },
  subject: ({ host }) => setting('ExternalClientsRequireSsl', host, 'false'),
  sentence: ({ host, plainAnswers }) =>
    `Autodiscover tells Outlook to connect to ${host} without TLS (SSL is Off)${plainAnswers === undefined ? '' : plainAnswers ? ', and port 80 there asks for the password in the clear' : ', and port 80 there takes no sign-in'}.`,
  meaning: ({ plainAnswers }) =>
    plainAnswers === false
      ? 'Outlook tries port 80, where nothing lets it in.'
      : 'Outlook signs in without encryption, for everyone on the way to read.',
  remedies: ({ generation }) =>
    remediesFor(generation, [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'Require TLS of external clients:',
        commands: [
          'Get-OutlookAnywhere | Set-OutlookAnywhere -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Negotiate',
        ],
      },
      {
        generations: UP_TO_2010,
        where: 'Exchange Management Shell',
        text: 'TLS is always required of Outlook Anywhere here: set the provider to its default again.',
        commands: ['Set-OutlookProvider -Identity EXPR -Server $null'],
      },
    ]),
  verify: showOutlookAnywhere,
})

export const mapiHttpNotOffered = defineFinding({
  code: 'mapi-http-not-offered',
  row: 'X05',
  severity: 'warning',
  title: 'MAPI over HTTP is not offered',
  values: z.object({
    host,
    mailbox: z.string(),
    /** What is offered in its place; empty when nothing is. */
    instead: z.string(),
    generation,
  }),
  example: {
    host: 'mail.contoso.com',
    mailbox: 'anna@contoso.com',
    instead: 'EXHTTP',
    generation: '2016',
  },
  subject: ({ mailbox }) => ({ kind: 'mailbox', mailbox }),
  sentence: ({ mailbox, instead }) =>
    `Autodiscover offers no MAPI over HTTP for ${mailbox} to a client that knows it${instead === '' ? '' : `, but ${instead}`}.`,
  meaning: ({ instead }) =>
    instead === ''
      ? 'Current Outlook has no way to the mailbox.'
      : 'Outlook falls back to RPC over HTTP, which reconnects more slowly after a change of network, and which current Outlook leaves behind.',
  remedies: ({ generation, host }) =>
    remediesFor(generation, [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'See whether the organisation, the server and the mailbox offer it. A mailbox that says True or False overrules the organisation; empty follows it:',
        commands: [
          'Get-OrganizationConfig | Format-List MapiHttpEnabled',
          'Get-MapiVirtualDirectory | Format-List Server, InternalUrl, ExternalUrl, IISAuthenticationMethods',
          "Get-CASMailbox -Identity '<mailbox>' | Format-List MapiEnabled, MapiHttpEnabled",
        ],
      },
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'Switch it on; clients change over within a day, and restart once:',
        commands: [
          `Get-MapiVirtualDirectory | Set-MapiVirtualDirectory -ExternalUrl ('https://{0}/mapi' -f ${hostArgument(host)}) -IISAuthenticationMethods NTLM,Negotiate,OAuth`,
          'Set-OrganizationConfig -MapiHttpEnabled $true',
          "Set-CASMailbox -Identity '<mailbox>' -MapiHttpEnabled $null",
        ],
      },
    ]),
  verify: ({ host }) => [
    `Test-OutlookConnectivity -RunFromServerId '<server>' -ProbeIdentity OutlookMapiHttpSelfTestProbe`,
    `outpost outlook-anywhere '<mailbox>' --user '<user>' --server ${hostOrAddressArgument(host)}`,
  ],
})
