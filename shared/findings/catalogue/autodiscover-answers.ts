import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { hostArgument, hostOrAddressArgument, mailboxArgument, urlArgument } from '../powershell.ts'
import { zoneName } from '../zone-file.ts'

/** What Autodiscover says, and who says it: rows T12, H14, X04, X07, X10, X11, S01 and S03. */

const PATH = '/autodiscover/autodiscover.xml'

const lookUp = (name: string, type: string) => `Resolve-DnsName -Name ${hostArgument(name)} -Type ${type}`

export const serviceCertificateDiffers = defineFinding({
  code: 'service-certificate-differs',
  row: 'T12',
  severity: 'error',
  title: 'A web service is handed out under a name that its certificate does not cover',
  values: z.object({
    service: z.string(),
    host: z.string(),
    mainHost: z.string(),
    problem: z.enum(['name', 'expired', 'not-yet-valid', 'untrusted']),
    names: z.array(z.string()),
  }),
  example: {
    service: 'EWS',
    host: 'ews.contoso.com',
    mainHost: 'mail.contoso.com',
    problem: 'name',
    names: ['mail.contoso.com', 'autodiscover.contoso.com'],
  },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ service, host, problem, names }) =>
    problem === 'name'
      ? `Autodiscover hands out ${host} for ${service}, but the certificate there names ${names.length === 0 ? 'no host' : names.slice(0, 4).join(', ')}.`
      : `Autodiscover hands out ${host} for ${service}, but the certificate there is ${problem === 'untrusted' ? 'not trusted by clients' : problem === 'expired' ? 'expired' : 'not valid yet'}.`,
  meaning: () =>
    'Mail works; free/busy, out-of-office, the address book or phones fail, or a certificate warning comes up while Outlook runs.',
  remedies: ({ mainHost }) => [
    {
      for: 'Exchange 2013 and later',
      where: 'Exchange Management Shell',
      text: 'Hand out one host name for all services, the one that the certificate covers:',
      commands: [
        `Get-WebServicesVirtualDirectory | Set-WebServicesVirtualDirectory -ExternalUrl ${urlArgument(mainHost, '/EWS/Exchange.asmx')}`,
        `Get-ActiveSyncVirtualDirectory | Set-ActiveSyncVirtualDirectory -ExternalUrl ${urlArgument(mainHost, '/Microsoft-Server-ActiveSync')}`,
        `Get-OabVirtualDirectory | Set-OabVirtualDirectory -ExternalUrl ${urlArgument(mainHost, '/OAB')}`,
      ],
    },
    {
      for: 'any',
      where: 'the server or load balancer that ends TLS',
      text: 'Or bind a certificate there that has the name.',
    },
  ],
  verify: () => [
    'Get-WebServicesVirtualDirectory | Format-List Server, InternalUrl, ExternalUrl',
    'Get-ActiveSyncVirtualDirectory | Format-List Server, InternalUrl, ExternalUrl',
  ],
})

export const rewriteMitigationBlocking = defineFinding({
  code: 'rewrite-mitigation-blocking',
  row: 'H14',
  severity: 'warning',
  title: 'A URL rewrite rule blocks Autodiscover version 2',
  values: z.object({ host: z.string(), how: z.enum(['aborted', 'forbidden']) }),
  example: { host: 'mail.contoso.com', how: 'aborted' },
  subject: ({ host }) => ({ kind: 'url', url: `https://${host}/autodiscover/autodiscover.json` }),
  sentence: ({ host, how }) =>
    `https://${host}/autodiscover/autodiscover.json ${how === 'aborted' ? 'breaks off the connection' : 'is forbidden (403)'} for an ordinary request, while Autodiscover itself answers there.`,
  meaning: () =>
    'Phones and Outlook for Mac, iOS and Android find no server. That is what is left of an emergency rule of 2022 that updates have long made needless.',
  remedies: () => [
    {
      for: 'Exchange 2016 and later',
      where: 'PowerShell on each Exchange server, with current updates installed',
      text: 'List the URL Rewrite rules of the site and of the directory, and remove those that match "autodiscover" and abort the request (for example "PowerShell - inbound", or "EEMS M1.1 PowerShell - inbound"). The mitigation service would bring its own back unless told not to:',
      commands: [
        "Get-WebConfiguration -Filter 'system.webServer/rewrite/rules/rule' -PSPath 'IIS:\\Sites\\Default Web Site' -Recurse | Select-Object name, PSPath",
        "Set-ExchangeServer -Identity $env:COMPUTERNAME -MitigationsBlocked @('M1')",
        "Clear-WebConfiguration -Filter \"system.webServer/rewrite/rules/rule[@name='<name of the rule>']\" -PSPath 'IIS:\\Sites\\Default Web Site'",
      ],
    },
    {
      for: 'any',
      where: 'a reverse proxy or web application firewall in front',
      text: 'Let /autodiscover/autodiscover.json through as /autodiscover/autodiscover.xml is.',
    },
  ],
  verify: ({ host }) => [
    `Invoke-WebRequest -Uri ${urlArgument(host, '/autodiscover/autodiscover.json?Email=user@example.com&Protocol=Ews')} -UseBasicParsing`,
  ],
})

/** Where Exchange keeps what Autodiscover hands out for a service. */
const SETTINGS: Readonly<Record<string, string>> = {
  'Outlook Anywhere': 'OutlookAnywhere.ExternalHostname',
  'MAPI over HTTP': 'MapiVirtualDirectory.ExternalUrl',
  EWS: 'WebServicesVirtualDirectory.ExternalUrl',
  'free/busy': 'WebServicesVirtualDirectory.ExternalUrl',
  'out-of-office': 'WebServicesVirtualDirectory.ExternalUrl',
  'offline address book': 'OabVirtualDirectory.ExternalUrl',
  ActiveSync: 'ActiveSyncVirtualDirectory.ExternalUrl',
}

function settingOf(service: string): string {
  return SETTINGS[service] ?? `${service}.ExternalUrl`
}

export const internalNamePublished = defineFinding({
  code: 'internal-name-published',
  row: 'X04',
  severity: 'error',
  where: 'outside',
  title: 'Autodiscover hands out a name that only the inside knows',
  values: z.object({ services: z.array(z.string()).min(1), host: z.string(), from: z.string() }),
  example: {
    services: ['EWS', 'ActiveSync'],
    host: 'ex01.corp.contoso.local',
    from: 'autodiscover.contoso.com',
  },
  subject: ({ services, host }) => ({
    kind: 'setting',
    setting: settingOf(services[0] ?? ''),
    host,
    value: host,
  }),
  sentence: ({ services, host, from }) =>
    `Autodiscover at ${from} hands out ${host} for ${services.join(' and ')}, a name that public DNS does not know.`,
  meaning: () =>
    'Clients outside the organisation cannot reach what is there, though they were told to go there.',
  remedies: () => [
    {
      for: 'Exchange 2013 and later',
      where: 'Exchange Management Shell',
      text: 'Set the external URLs to the published host name:',
      commands: [
        "Get-WebServicesVirtualDirectory | Set-WebServicesVirtualDirectory -ExternalUrl 'https://<published host>/EWS/Exchange.asmx'",
        "Get-ActiveSyncVirtualDirectory | Set-ActiveSyncVirtualDirectory -ExternalUrl 'https://<published host>/Microsoft-Server-ActiveSync'",
        "Get-MapiVirtualDirectory | Set-MapiVirtualDirectory -ExternalUrl 'https://<published host>/mapi' -IISAuthenticationMethods NTLM,Negotiate",
        "Get-OutlookAnywhere | Set-OutlookAnywhere -ExternalHostname '<published host>' -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Negotiate",
      ],
    },
  ],
  verify: ({ host }) => [
    lookUp(host, 'A'),
    'Get-WebServicesVirtualDirectory | Format-List Server, InternalUrl, ExternalUrl',
  ],
})

interface ErrorAdvice {
  readonly means: string
  readonly text: string
  /** @param mailbox as a quoted argument */
  readonly commands: (mailbox: string) => readonly string[]
}
const ERRORS: Readonly<Record<number, ErrorAdvice>> = {
  500: {
    means: 'no mailbox has the address',
    text: 'See whether a recipient has the address as one of its SMTP addresses, and whether its domain is an accepted one:',
    commands: (mailbox) => [
      `Get-Recipient -Identity ${mailbox} | Format-List RecipientType, EmailAddresses`,
      'Get-AcceptedDomain',
    ],
  },
  501: {
    means: 'the address is known, but nothing is set up for it',
    text: 'See what the recipient is: it has no mailbox that clients can open:',
    commands: (mailbox) => [
      `Get-Recipient -Identity ${mailbox} | Format-List RecipientTypeDetails, EmailAddresses`,
    ],
  },
  600: {
    means: 'the request is not valid',
    text: 'Find what changes the request on the way (a proxy that turns POST into GET, or drops the body): an ordinary one of Outlook was sent. If nothing does, the directory is damaged; make it anew on each server:',
    commands: () => [
      'Get-AutodiscoverVirtualDirectory -Server $env:COMPUTERNAME | Remove-AutodiscoverVirtualDirectory',
      'New-AutodiscoverVirtualDirectory -Server $env:COMPUTERNAME',
    ],
  },
  601: {
    means: 'no provider for the settings of Outlook',
    text: 'Make the virtual directory anew, on each server: the service does not know the schema of Outlook:',
    commands: () => [
      'Get-AutodiscoverVirtualDirectory -Server $env:COMPUTERNAME | Remove-AutodiscoverVirtualDirectory',
      'New-AutodiscoverVirtualDirectory -Server $env:COMPUTERNAME',
    ],
  },
  602: {
    means: 'the address is known, and its configuration has errors',
    text: 'Look for a value of the mailbox that is empty or contradicts the others, and set it: each of these is needed, and the database has to be mounted on the server:',
    commands: (mailbox) => [
      `Get-Mailbox -Identity ${mailbox} | Format-List Database, ServerName, LegacyExchangeDN, PrimarySmtpAddress, ExchangeGuid`,
      'Get-OutlookProvider | Format-List Name, Server, CertPrincipalName',
    ],
  },
  603: {
    means: 'an error inside the server',
    text: 'Look into the application log of the server for events of MSExchange Autodiscover, and recycle the application pool:',
    commands: () => [
      "Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = 'MSExchange Autodiscover' } -MaxEvents 20",
      "Restart-WebAppPool -Name 'MSExchangeAutodiscoverAppPool'",
    ],
  },
}
const OTHER_ERROR: ErrorAdvice = {
  means: 'an error that is not in the documentation',
  text: 'Look into the application log of the server for events of MSExchange Autodiscover:',
  commands: () => [
    "Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = 'MSExchange Autodiscover' } -MaxEvents 20",
  ],
}

export const autodiscoverErrorResponse = defineFinding({
  code: 'autodiscover-error-response',
  row: 'X07',
  severity: 'error',
  title: 'Autodiscover answers with an error',
  values: z.object({
    url: z.string(),
    errorCode: z.int(),
    message: z.string(),
    /** Whose settings were asked for, where the request names a mailbox. */
    mailbox: z.string().optional(),
  }),
  example: {
    url: 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml',
    errorCode: 603,
    message: 'Internal server error',
    mailbox: 'anna@contoso.com',
  },
  subject: ({ url }) => ({ kind: 'url', url }),
  sentence: ({ url, errorCode, message }) =>
    `Autodiscover at ${url} answers with error ${errorCode} (${(ERRORS[errorCode] ?? OTHER_ERROR).means})${message === '' ? '' : `: "${message}"`}.`,
  meaning: () => 'Outlook has found the service, and gets no settings from it: no profile can be made.',
  remedies: ({ errorCode, mailbox }) => {
    const { text, commands } = ERRORS[errorCode] ?? OTHER_ERROR
    return [
      {
        for: 'Exchange 2010 and later',
        where: 'Exchange Management Shell',
        text,
        commands: commands(mailboxArgument(mailbox ?? '')),
      },
    ]
  },
  verify: ({ url, mailbox }) => [
    `outpost autodiscover ${mailbox === undefined ? hostOrAddressArgument(URL.parse(url)?.hostname ?? '') : mailboxArgument(mailbox)} --user '<domain>\\<user>'`,
  ],
})

export const hybridWrongPointer = defineFinding({
  code: 'hybrid-wrong-pointer',
  row: 'X10',
  severity: 'error',
  title: 'Autodiscover points to Exchange Online while the mailboxes are here',
  values: z.object({ domain: z.string(), target: z.string(), server: z.string() }),
  example: { domain: 'contoso.com', target: 'autodiscover.outlook.com', server: 'mail.contoso.com' },
  subject: ({ domain }) => ({ kind: 'host', host: `autodiscover.${domain}` }),
  sentence: ({ domain, target, server }) =>
    `autodiscover.${domain} is an alias of ${target} (Exchange Online), while mail of ${domain} is kept by the Exchange servers at ${server}.`,
  meaning: () =>
    'Exchange Online does not know the settings of mailboxes that are not there: Outlook cannot set up their profiles. The other way round works, since Exchange sends users on whose mailbox has moved.',
  remedies: ({ domain, server }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `As long as one mailbox is on your own servers, let Autodiscover point to them:`,
      language: 'zone',
      commands: [`${zoneName(`autodiscover.${domain}`)}  IN CNAME  ${zoneName(server)}`],
    },
    {
      for: 'Exchange 2013 and later',
      where: 'Exchange Management Shell',
      text: `See that mailboxes that moved are known as remote ones, so that ${server} sends their users on:`,
      commands: ['Get-RemoteMailbox | Format-Table Name, RemoteRoutingAddress'],
    },
  ],
  verify: ({ domain }) => [lookUp(`autodiscover.${domain}`, 'CNAME')],
})

export const cloudAnswersFirst = defineFinding({
  code: 'cloud-answers-first',
  row: 'X11',
  severity: 'warning',
  title: 'Exchange Online answers for the domain before the own servers are asked',
  values: z.object({ domain: z.string(), cloudUrl: z.string(), ownUrl: z.string() }),
  example: {
    domain: 'contoso.com',
    cloudUrl: 'https://outlook.office365.com/autodiscover/autodiscover.xml',
    ownUrl: 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml',
  },
  subject: ({ domain }) => ({ kind: 'domain', domain }),
  sentence: ({ domain, cloudUrl, ownUrl }) =>
    `Asked for an address of ${domain}, Exchange Online says that it holds it (${cloudUrl}), while Autodiscover of the domain is on its own servers (${ownUrl}).`,
  meaning: () =>
    'Current Outlook asks Exchange Online first. Users with a mailbox in both places, or with a licence that made one by accident, get the empty one.',
  remedies: () => [
    {
      for: 'Outlook 2016 and later',
      where: 'PowerShell as the user, or Group Policy',
      text: 'While mailboxes are on the own servers, have Outlook not ask Exchange Online first:',
      commands: [
        "reg add 'HKCU\\Software\\Microsoft\\Office\\16.0\\Outlook\\AutoDiscover' /v ExcludeExplicitO365Endpoint /t REG_DWORD /d 1 /f",
      ],
    },
    {
      for: 'Exchange Online',
      where: 'Exchange Online PowerShell',
      text: 'Or close the mailbox in the cloud to Outlook:',
      commands: ["Set-CASMailbox -Identity '<user>' -MAPIEnabled $false"],
    },
  ],
  verify: () => [
    "reg query 'HKCU\\Software\\Microsoft\\Office\\16.0\\Outlook\\AutoDiscover' /v ExcludeExplicitO365Endpoint",
  ],
})

export const credentialsExposed = defineFinding({
  code: 'credentials-exposed',
  row: 'S01',
  severity: 'error',
  title: 'Passwords can leave in the clear, or to a stranger',
  values: z.object({
    host: z.string(),
    how: z.enum(['basic-over-http', 'back-off']),
    domain: z.string(),
  }),
  example: { host: 'autodiscover.contoso.com', how: 'basic-over-http', domain: 'contoso.com' },
  subject: ({ host }) => ({ kind: 'url', url: `http://${host}${PATH}` }),
  sentence: ({ host, how, domain }) =>
    how === 'basic-over-http'
      ? `http://${host}${PATH} asks for a password by Basic without encryption.`
      : `${domain} has no Autodiscover of its own, and ${host}, which does not belong to it, answers: clients that go on to look one level higher ask there, with the password.`,
  meaning: ({ how }) =>
    how === 'basic-over-http'
      ? 'A client that follows the request sends name and password in the clear, for everyone on the way to read.'
      : 'Whoever owns that host collects names and passwords of users whose Autodiscover fails.',
  remedies: ({ how, host }) =>
    how === 'basic-over-http'
      ? [
          {
            for: 'Exchange 2010 and later',
            where: 'PowerShell on each Exchange server',
            text: 'Require TLS for the directory, and offer no Basic there:',
            commands: [
              "Set-WebConfigurationProperty -PSPath 'IIS:\\' -Location 'Default Web Site/Autodiscover' -Filter 'system.webServer/security/access' -Name 'sslFlags' -Value 'Ssl,Ssl128'",
              'Get-AutodiscoverVirtualDirectory | Set-AutodiscoverVirtualDirectory -BasicAuthentication $false',
            ],
          },
        ]
      : [
          {
            for: 'any',
            where: 'the firewall or proxy of the clients',
            text: 'Block the host for clients, and mend Autodiscover of the domain itself. In a hosts file:',
            commands: [
              `Add-Content -Path "$env:SystemRoot\\System32\\drivers\\etc\\hosts" -Value ('127.0.0.1 ' + ${hostArgument(host)})`,
            ],
          },
        ],
  verify: ({ host }) => [
    `Invoke-WebRequest -Uri ${urlArgument(host, PATH, 'http')} -MaximumRedirection 0 -UseBasicParsing`,
  ],
})

export const rpcRetiredService = defineFinding({
  code: 'rpc-retired-service',
  row: 'S03',
  severity: 'info',
  title: 'The mailboxes are in Exchange Online',
  values: z.object({ domain: z.string(), target: z.string() }),
  example: { domain: 'contoso.com', target: 'autodiscover.outlook.com' },
  subject: ({ domain }) => ({ kind: 'domain', domain }),
  sentence: ({ domain, target }) =>
    `${domain} is served by Exchange Online (${target}), which has no Outlook Anywhere: RPC over HTTP was retired there in 2017.`,
  meaning: () =>
    'Outlook connects by MAPI over HTTP with modern authentication. What Outlook Anywhere needs is not looked at any further.',
  remedies: () => [
    {
      for: 'Exchange Online',
      where: "Microsoft's Remote Connectivity Analyzer, or the Microsoft 365 admin centre",
      text: 'Test the cloud there. If there are Exchange servers of your own to look at, name one with --server.',
    },
  ],
  verify: ({ domain }) => [lookUp(`autodiscover.${domain}`, 'CNAME'), lookUp(domain, 'MX')],
})
