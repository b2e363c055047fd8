import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationName, generationSchema } from '../generation.ts'
import { hostArgument } from '../powershell.ts'

/** Exchange 2007 or 2010 beside 2013 or later: rows A08 and A09, and what has to be looked at where it shows. */

const legacySchema = z.enum(['2007', '2010'])
const estate = {
  /** The published host. */
  host: z.string(),
  /** Of the server that holds the mailbox. */
  legacy: legacySchema,
  /** Of what answers in front, where it is known. */
  front: generationSchema.optional(),
}
const example = { host: 'mail.contoso.com', legacy: '2010', front: '2016' } as const
const frontName = (front: z.infer<typeof generationSchema> | undefined) =>
  front === undefined ? 'a newer Exchange' : generationName(front)

/** The legacy Client Access servers, found by their version. */
const VERSIONS = { 2007: 'Version 8*', 2010: 'Version 14*' } as const
const legacyServers = (legacy: z.infer<typeof legacySchema>) =>
  `Get-ExchangeServer | Where-Object { $_.AdminDisplayVersion -like '${VERSIONS[legacy]}' -and $_.ServerRole -like '*ClientAccess*' }`
const DIRECTORY = '"$($_.Name)\\Rpc (Default Web Site)"'

/** In their own shell: that of the newer ones does not change them. */
const ntlmOnLegacy = (host: string, legacy: z.infer<typeof legacySchema>) =>
  `${legacyServers(legacy)} | ForEach-Object { Set-OutlookAnywhere -Identity ${DIRECTORY} -ExternalHostname ${hostArgument(host)} -ClientAuthenticationMethod NTLM -IISAuthenticationMethods Basic,NTLM -SSLOffloading $false }`

const showLegacy = (legacy: z.infer<typeof legacySchema>) =>
  `${legacyServers(legacy)} | ForEach-Object { Get-OutlookAnywhere -Identity ${DIRECTORY} } | Format-List ServerName, ExternalHostname, IISAuthenticationMethods, ClientAuthenticationMethod, SSLOffloading`

export const coexistenceNtlmMissing = defineFinding({
  code: 'coexistence-ntlm-missing',
  row: 'A08',
  severity: 'error',
  title: 'The newer front end cannot sign in at the legacy servers',
  values: z.object(estate),
  example,
  subject: ({ host }) => ({
    kind: 'setting',
    setting: 'OutlookAnywhere.IISAuthenticationMethods',
    host,
    value: 'Basic',
  }),
  sentence: ({ host, legacy, front }) =>
    `The mailbox is on ${generationName(legacy)} behind ${frontName(front)} at ${host}, and Outlook Anywhere of the legacy servers is set to Basic.`,
  meaning: () =>
    'The newer server passes Outlook on to the legacy one and signs in there by NTLM. Where IIS on the legacy server offers Basic alone, users of mailboxes there are asked for the password again and again.',
  remedies: ({ host, legacy }) => [
    {
      for: generationName(legacy),
      where: `Exchange Management Shell of ${generationName(legacy)}`,
      text: 'On every legacy Client Access server let clients sign in by NTLM, offer it in IIS, and publish the name that leads to the newer servers:',
      commands: [ntlmOnLegacy(host, legacy)],
    },
  ],
  verify: ({ legacy }) => [showLegacy(legacy)],
})

export const coexistenceSecureChannel = defineFinding({
  code: 'coexistence-2008r2-hotfix',
  row: 'A09',
  severity: 'advice',
  title: 'A legacy server on Windows Server 2008 R2 may lose its secure channel',
  values: z.object({ host: z.string(), legacy: legacySchema }),
  example: { host: example.host, legacy: example.legacy },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ legacy }) =>
    `If a server with ${generationName(legacy)} runs on Windows Server 2008 R2, it needs the update KB3140410 or a later one: without it NTLM fails there at random after the computer has changed its password.`,
  meaning: () =>
    'Users of mailboxes there are asked for a password from one moment to the next, and a restart of the server ends it for some weeks. It cannot be seen from outside.',
  remedies: ({ legacy }) => [
    {
      for: generationName(legacy),
      where: 'PowerShell on each legacy server with Windows Server 2008 R2',
      text: 'See whether the update is there, and whether the channel to the domain holds (True). Install the update where it is missing, then restart:',
      commands: ['Get-HotFix -Id KB3140410', 'Test-ComputerSecureChannel'],
    },
  ],
  verify: () => ['Test-ComputerSecureChannel'],
})

/** Which newer versions Microsoft lets stand beside the legacy one. */
const BESIDE: Readonly<Record<z.infer<typeof legacySchema>, string>> = {
  2007: 'Exchange 2007 needs SP3 with RU10, and can stand beside 2013 only: neither 2016 nor later.',
  2010: 'Exchange 2010 needs SP3, and RU11 beside 2016. It cannot stand beside 2019 or Subscription Edition.',
}

export const coexistence = defineFinding({
  code: 'coexistence',
  severity: 'info',
  title: 'Legacy servers stand beside newer ones',
  values: z.object({ ...estate, domain: z.string() }),
  example: { ...example, domain: 'contoso.com' },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ host, legacy, front }) =>
    `A mailbox is on ${generationName(legacy)}, and ${frontName(front)} answers for it at ${host}.`,
  meaning: ({ legacy }) =>
    `Outlook reaches such a mailbox through the newer server. ${BESIDE[legacy]} Outlook 2003 cannot connect by a newer front end at all, and Outlook 2007 is the oldest that can.`,
  remedies: ({ host, domain, legacy }) => [
    {
      for: generationName(legacy),
      where: 'Exchange Management Shell of a legacy server: which servers there are',
      text: 'Each with its version: the legacy Client Access servers are those that the next points are about.',
      commands: ['Get-ExchangeServer | Format-Table Name, ServerRole, AdminDisplayVersion'],
    },
    {
      for: generationName(legacy),
      where: 'Exchange Management Shell of a legacy server: Outlook Anywhere',
      text: `Every legacy Client Access server has Outlook Anywhere on, with NTLM among the methods of IIS, the published name (${host}) and no SSL offloading. See what is set, and set it where it differs:`,
      commands: [showLegacy(legacy), ntlmOnLegacy(host, legacy)],
    },
    {
      for: 'any',
      where: 'the DNS zones, inside and outside',
      text: 'The published names lead to the newer servers, and none of them to a legacy one:',
      commands: [
        `Resolve-DnsName -Name ${hostArgument(host)} -Type A_AAAA`,
        `Resolve-DnsName -Name ${hostArgument(`autodiscover.${domain}`)} -Type A_AAAA`,
      ],
    },
    {
      for: generationName(legacy),
      where: 'Exchange Management Shell of a legacy server: Autodiscover inside',
      text: 'Domain members are led to the newer servers too: the URI names the published host on every server.',
      commands: ['Get-ClientAccessServer | Format-Table Name, AutoDiscoverServiceInternalUri'],
    },
    {
      for: generationName(legacy),
      where: 'Exchange Management Shell of a legacy server: clients',
      text: 'No Outlook older than 2007 (version 12) is in use any more:',
      commands: [
        `Get-ExchangeServer | Where-Object { $_.AdminDisplayVersion -like '${VERSIONS[legacy]}' -and $_.ServerRole -like '*Mailbox*' } | ForEach-Object { Get-LogonStatistics -Server $_.Name } | Group-Object ClientVersion | Format-Table Count, Name`,
      ],
    },
  ],
  verify: () => [],
})
