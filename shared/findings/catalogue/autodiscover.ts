import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { hostArgument, urlArgument } from '../powershell.ts'
import { zoneName } from '../zone-file.ts'

/** Where Autodiscover leads: rows D04 to D11, D16 and H15. */

const PATH = '/autodiscover/autodiscover.xml'
const SETTINGS_KEY = "'HKCU\\Software\\Microsoft\\Office\\16.0\\Outlook\\AutoDiscover'"
const TRUSTED_KEY =
  "'HKCU\\Software\\Policies\\Microsoft\\Office\\16.0\\Outlook\\AutoDiscover\\RedirectServers'"

const httpsUrl = (host: string) => urlArgument(host, PATH)
const httpUrl = (host: string) => urlArgument(host, PATH, 'http')
const lookUp = (name: string, type: string) => `Resolve-DnsName -Name ${hostArgument(name)} -Type ${type}`
const fetchOnce = (url: string) => `Invoke-WebRequest -Uri ${url} -MaximumRedirection 0 -UseBasicParsing`

/** Outlook of 2016 and later; 15.0 and 14.0 in the key stand for 2013 and 2010. */
const switchOff = (value: string) => `reg add ${SETTINGS_KEY} /v ${value} /t REG_DWORD /d 1 /f`

const trustRedirect = (host: string) => [`reg add ${TRUSTED_KEY} /v ${hostArgument(host)} /t REG_SZ /f`]

/** A site of its own, since a redirect at the root of the default one is inherited by every directory below. */
const redirectSite = (target: string) => [
  'Import-Module ServerManager; Add-WindowsFeature Web-Http-Redirect',
  "New-Item -Path 'C:\\inetpub\\autodiscover-redirect' -ItemType Directory -Force",
  'Import-Module WebAdministration',
  "New-Website -Name 'Autodiscover redirect' -Port 80 -IPAddress '<its own address>' -PhysicalPath 'C:\\inetpub\\autodiscover-redirect'",
  "Set-WebConfigurationProperty -PSPath 'IIS:\\Sites\\Autodiscover redirect' -Filter 'system.webServer/httpRedirect' -Name 'enabled' -Value $true",
  `Set-WebConfigurationProperty -PSPath 'IIS:\\Sites\\Autodiscover redirect' -Filter 'system.webServer/httpRedirect' -Name 'destination' -Value ${httpsUrl(target)}`,
  "Set-WebConfigurationProperty -PSPath 'IIS:\\Sites\\Autodiscover redirect' -Filter 'system.webServer/httpRedirect' -Name 'exactDestination' -Value $true",
  "Set-WebConfigurationProperty -PSPath 'IIS:\\Sites\\Autodiscover redirect' -Filter 'system.webServer/httpRedirect' -Name 'httpResponseStatus' -Value 'Found'",
]

export const srvMissing = defineFinding({
  code: 'srv-missing',
  row: 'D03',
  severity: 'warning',
  title: 'The SRV record that Autodiscover is to be found by does not exist',
  values: z.object({
    domain: z.string(),
    /** Whether the host autodiscover is there, which Outlook asks before the record. */
    named: z.boolean(),
  }),
  example: { domain: 'contoso.com', named: true },
  subject: ({ domain }) => ({ kind: 'record', name: `_autodiscover._tcp.${domain}`, type: 'SRV' }),
  sentence: ({ domain, named }) =>
    `Autodiscover of ${domain} is to be found by its SRV record, which does not exist${named ? `; autodiscover.${domain}, which Outlook asks before it, does` : ''}.`,
  meaning: ({ named }) =>
    named
      ? 'Outlook takes what the host autodiscover answers, with the certificate that is there: the record was meant to spare that.'
      : 'Outlook has no way to the settings but those that are asked before the record.',
  remedies: ({ domain, named }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Add the record, with the published name of the Exchange servers in place of mail.${domain}${named ? `, and remove the host autodiscover: Outlook never comes to the record while that answers` : ''}. Nothing else may answer Autodiscover at ${domain} itself.`,
      language: 'zone',
      commands: [
        `${zoneName(`_autodiscover._tcp.${domain}`)}  IN SRV  0 0 443 ${zoneName(`mail.${domain}`)}`,
      ],
    },
  ],
  verify: ({ domain }) => [lookUp(`_autodiscover._tcp.${domain}`, 'SRV')],
})

export const srvShadowed = defineFinding({
  code: 'srv-shadowed',
  row: 'D04',
  severity: 'warning',
  title: 'The SRV record for Autodiscover cannot do its work',
  values: z.object({
    domain: z.string(),
    target: z.string(),
    port: z.int(),
    problem: z.enum(['answered-before', 'other-port', 'alias', 'no-address']),
    /** Who answers before the SRV record is asked, and what Outlook makes of it. */
    by: z.string().optional(),
    makesOf: z.enum(['certificate-warning', 'password-prompt', 'nothing']).optional(),
  }),
  example: {
    domain: 'contoso.com',
    target: 'mail.contoso.com',
    port: 443,
    problem: 'answered-before',
    by: 'autodiscover.contoso.com',
    makesOf: 'certificate-warning',
  },
  subject: ({ domain }) => ({ kind: 'record', name: `_autodiscover._tcp.${domain}`, type: 'SRV' }),
  sentence: ({ domain, target, port, problem, by }) => {
    const record = `The SRV record for Autodiscover of ${domain}`
    switch (problem) {
      case 'answered-before':
        return `${record} leads to ${target}, but ${by ?? 'another host'}, which is not Exchange, is asked before it and answers.`
      case 'other-port':
        return `${record} names port ${port} of ${target}, where clients and firewalls expect 443.`
      case 'alias':
        return `${record} names ${target}, which is an alias (CNAME): the target must be a host with addresses of its own.`
      case 'no-address':
        return `${record} names ${target}, which has no address.`
    }
  },
  meaning: ({ problem, makesOf }) =>
    problem === 'answered-before'
      ? `Outlook asks the host autodiscover before it looks for the SRV record. ${MAKES_OF[makesOf ?? 'nothing']}`
      : 'Clients that follow the standard strictly, phones above all, do not find the server by this record.',
  remedies: ({ domain, target, problem, by }) => [
    problem === 'answered-before'
      ? {
          for: 'any',
          where: 'the public DNS zone',
          text: `Remove the A, AAAA or CNAME record of ${by ?? `autodiscover.${domain}`}, or let it point to the server that the SRV record names (${target}).`,
        }
      : {
          for: 'any',
          where: 'the public DNS zone',
          text: 'The record should name port 443 of a host that has an A record, and whose name is on the certificate:',
          language: 'zone',
          commands: [`${zoneName(`_autodiscover._tcp.${domain}`)}  IN SRV  0 0 443 <published host>.`],
        },
    {
      for: 'Outlook 2016 and later',
      where: 'PowerShell as the user, or Group Policy, until DNS is right',
      text: 'Have Outlook skip the methods that come before:',
      commands: [switchOff('ExcludeHttpsRootDomain'), switchOff('ExcludeHttpsAutoDiscoverDomain')],
    },
  ],
  verify: ({ domain }) => [
    lookUp(`_autodiscover._tcp.${domain}`, 'SRV'),
    lookUp(`autodiscover.${domain}`, 'A'),
  ],
})

const MAKES_OF = {
  'certificate-warning': 'Users see a warning of the certificate there, and must say yes to get any further.',
  'password-prompt': 'Users are asked for a password by that server, which does not know theirs.',
  nothing:
    'It goes on today, since it is told nothing there; other clients give up, and any change of that web site can stop all of them.',
} as const

export const dnsWildcardHijack = defineFinding({
  code: 'dns-wildcard-hijack',
  row: 'D05',
  severity: 'error',
  title: 'A DNS wildcard sends Autodiscover to a web server',
  values: z.object({
    domain: z.string(),
    addresses: z.array(z.string()),
    /** What answers there, in a few words. */
    answer: z.string(),
    /** Whether its certificate makes Outlook warn. */
    prompts: z.boolean(),
  }),
  example: { domain: 'contoso.com', addresses: ['192.0.2.80'], answer: 'HTTP 404 (Apache)', prompts: true },
  subject: ({ domain }) => ({ kind: 'host', host: `autodiscover.${domain}` }),
  sentence: ({ domain, addresses, answer }) =>
    `autodiscover.${domain} leads to ${addresses.join(', ')} by a wildcard record (*.${domain}), and what answers there is not Exchange: ${answer}.`,
  meaning: ({ prompts }) =>
    prompts
      ? 'Outlook shows the certificate warning of a web server, and finds no settings there.'
      : 'Outlook asks a web server for its settings and finds none.',
  remedies: ({ domain }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Give autodiscover.${domain} a record of its own: it goes before the wildcard. Replace mail.${domain} by the published name of the Exchange servers. Where Autodiscover is found by an SRV record, remove the wildcard instead.`,
      language: 'zone',
      commands: [`${zoneName(`autodiscover.${domain}`)}  IN CNAME  ${zoneName(`mail.${domain}`)}`],
    },
  ],
  verify: ({ domain }) => [
    lookUp(`autodiscover.${domain}`, 'A'),
    fetchOnce(httpsUrl(`autodiscover.${domain}`)),
  ],
})

export const autodiscoverForeignProvider = defineFinding({
  code: 'autodiscover-foreign-provider',
  row: 'D06',
  severity: 'error',
  title: 'Another mail system answers Autodiscover',
  values: z.object({ host: z.string(), types: z.array(z.string()), server: z.string() }),
  example: { host: 'contoso.com', types: ['IMAP', 'SMTP'], server: 'Apache' },
  subject: ({ host }) => ({ kind: 'url', url: `https://${host}${PATH}` }),
  sentence: ({ host, types, server }) =>
    `https://${host}${PATH} hands out settings for ${types.join(' and ')}, not for Exchange${server === '' ? '' : ` (server: ${server})`}.`,
  meaning: () =>
    'Outlook sets up an IMAP or POP account at the web host instead of the Exchange mailbox: no calendar, no address book, and the password goes to the web host.',
  remedies: ({ host }) => [
    {
      for: 'any',
      where: `the web server of ${host} (for a hosting panel: its mail or "autoconfiguration" settings)`,
      text: `Stop the web server from answering ${PATH}: it should say 404 there.`,
    },
    {
      for: 'Outlook 2016 and later',
      where: 'PowerShell as the user, or Group Policy, until then',
      text: 'Have Outlook skip the domain itself:',
      commands: [switchOff('ExcludeHttpsRootDomain')],
    },
  ],
  verify: ({ host }) => [fetchOnce(httpsUrl(host))],
})

export const rootDomainCertificate = defineFinding({
  code: 'root-domain-certificate',
  row: 'D07',
  severity: 'warning',
  title: 'The web server of the domain shows a certificate that Outlook warns of',
  values: z.object({
    domain: z.string(),
    problem: z.enum(['name', 'expired', 'not-yet-valid', 'untrusted']),
    names: z.array(z.string()),
    issuer: z.string(),
  }),
  example: { domain: 'contoso.com', problem: 'name', names: ['*.hosting.example'], issuer: 'Example CA' },
  subject: ({ domain }) => ({ kind: 'host', host: domain }),
  sentence: ({ domain, problem, names, issuer }) => {
    const whose = `The server at https://${domain}/, which Outlook asks first, shows a certificate`
    switch (problem) {
      case 'name':
        return `${whose} for ${names.length === 0 ? 'no host' : names.slice(0, 4).join(', ')}, not for ${domain}.`
      case 'expired':
        return `${whose} that has expired.`
      case 'not-yet-valid':
        return `${whose} that is not valid yet.`
      case 'untrusted':
        return `${whose} of "${issuer}" that clients do not trust.`
    }
  },
  meaning: () =>
    'Outlook shows a certificate warning when it starts or when a profile is made, before it asks the Exchange server at all.',
  remedies: ({ domain }) => [
    {
      for: 'any',
      where: `the web server of ${domain}`,
      text: `Give it a certificate for ${domain}, or close port 443 there if no site needs it. If ${domain} leads to a domain controller or to Exchange itself, the name belongs on that certificate.`,
    },
    {
      for: 'Outlook 2016 and later',
      where: 'PowerShell as the user, or Group Policy, until then',
      text: 'Have Outlook skip the domain itself:',
      commands: [switchOff('ExcludeHttpsRootDomain')],
    },
  ],
  verify: ({ domain }) => [
    `Test-NetConnection -ComputerName ${hostArgument(domain)} -Port 443`,
    fetchOnce(httpsUrl(domain)),
  ],
})

export const redirectMethodNotARedirect = defineFinding({
  code: 'redirect-method-not-a-redirect',
  row: 'D08',
  severity: 'error',
  title: 'The HTTP redirect for Autodiscover does not redirect',
  values: z.object({
    host: z.string(),
    status: z.int(),
    server: z.string(),
    /** Where it redirects to, if it does, and where no Autodiscover is. */
    leadsTo: z.string().optional(),
  }),
  example: { host: 'autodiscover.contoso.com', status: 404, server: 'Microsoft-IIS/10.0' },
  subject: ({ host }) => ({ kind: 'url', url: `http://${host}${PATH}` }),
  sentence: ({ host, status, leadsTo }) =>
    leadsTo === undefined
      ? `http://${host}${PATH} answers ${status} where a redirect (302) to the Autodiscover of the Exchange servers is needed.`
      : `http://${host}${PATH} redirects to ${leadsTo}, where no Autodiscover is (${status}).`,
  meaning: () => 'No other method leads to Autodiscover either: Outlook cannot find the server.',
  remedies: () => [
    {
      for: 'Exchange 2010 and later',
      where: 'PowerShell on the server that holds the redirect site',
      text: 'Redirect by status 302 to the https address of Autodiscover, to exactly that address. Put the published name of the Exchange servers where <host name> stands, and an address of the server that no other site uses on port 80:',
      commands: redirectSite('<published host>'),
    },
    {
      for: 'any',
      where: 'the public DNS zone',
      text: 'Or do without the redirect: let the name autodiscover point to the Exchange servers, with the name on their certificate.',
    },
  ],
  verify: ({ host }) => [fetchOnce(httpUrl(host))],
})

export const redirectConsentPrompt = defineFinding({
  code: 'redirect-consent-prompt',
  row: 'D09',
  severity: 'info',
  title: 'Outlook asks once whether it may be configured by another host',
  values: z.object({
    domain: z.string(),
    host: z.string(),
    by: z.enum(['http-redirect', 'srv', 'https-redirect']),
    otherOrganisation: z.boolean(),
  }),
  example: { domain: 'contoso.com', host: 'mail.contoso.com', by: 'http-redirect', otherOrganisation: false },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ domain, host, by, otherOrganisation }) =>
    `Autodiscover of ${domain} leads to ${host} by ${BY[by]}${otherOrganisation ? ', a host of another domain' : ''}: Outlook asks the user whether ${host} may configure the account.`,
  meaning: () => 'That is how the method works. Users may say yes, and tick "Don\'t ask me again".',
  remedies: ({ host }) => [
    {
      for: 'Outlook 2016 and later',
      where: 'PowerShell as the user, or Group Policy',
      text: 'Name the host as one that is trusted, and nobody is asked. (For Outlook 2013 the key has 15.0; for 2010 it has 14.0, and the name is compared letter by letter, upper and lower case.)',
      commands: trustRedirect(host),
    },
  ],
  verify: () => [`reg query ${TRUSTED_KEY}`],
})

const BY = {
  'http-redirect': 'an HTTP redirect',
  srv: 'an SRV record',
  'https-redirect': 'a redirect',
} as const

const chain = (urls: readonly string[]) =>
  urls.length > 5 ? `${urls.slice(0, 4).join(' to ')} to … to ${urls.at(-1)}` : urls.join(' to ')

export const redirectLoop = defineFinding({
  code: 'redirect-loop',
  row: 'D10',
  severity: 'error',
  title: 'Autodiscover redirects in a circle',
  values: z.object({
    /** The URL, or the mail address, at which the circle begins. */
    start: z.string(),
    kind: z.enum(['repeats', 'too-many', 'address']),
    through: z.array(z.string()),
  }),
  example: {
    start: 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml',
    kind: 'repeats',
    through: [
      'https://autodiscover.contoso.com/autodiscover/autodiscover.xml',
      'https://mail.contoso.com/autodiscover/autodiscover.xml',
      'https://autodiscover.contoso.com/autodiscover/autodiscover.xml',
    ],
  },
  subject: ({ start }) =>
    start.includes('://') ? { kind: 'url', url: start } : { kind: 'mailbox', mailbox: start },
  sentence: ({ start, kind, through }) =>
    kind === 'too-many'
      ? `Autodiscover at ${start} redirects more than ten times, which is where Outlook stops.`
      : kind === 'address'
        ? `Autodiscover sends Outlook from one address to another and back: ${chain(through)}.`
        : `Autodiscover redirects in a circle: ${chain(through)}.`,
  meaning: () => 'Setting up a profile takes long and fails.',
  remedies: ({ kind }) => [
    kind === 'address'
      ? {
          for: 'Exchange 2010 and later',
          where: 'Exchange Management Shell, in both organisations',
          text: 'One of the two must hold the mailbox. Where it was moved from, the mail user must point to where it is, and nowhere else:',
          commands: ["Get-MailUser '<user>' | Format-List ExternalEmailAddress, EmailAddresses"],
        }
      : {
          for: 'any',
          where: 'the web server or reverse proxy that redirects',
          text: 'Redirect to the final address of Autodiscover at once, and see that this one does not redirect again. On IIS, list what is redirected:',
          commands: [
            "Get-WebConfiguration -Filter 'system.webServer/httpRedirect' -Recurse | Where-Object { $_.enabled } | Select-Object PSPath, destination, exactDestination",
          ],
        },
  ],
  verify: ({ start }) => {
    const host = URL.parse(start)?.hostname
    return host === undefined ? [] : [fetchOnce(httpsUrl(host))]
  },
})

export const redirectInsecure = defineFinding({
  code: 'redirect-insecure',
  row: 'D11',
  severity: 'error',
  title: 'Autodiscover redirects to an address that Outlook does not take',
  values: z.object({
    from: z.string(),
    to: z.string(),
    problem: z.enum(['http', 'certificate', 'not-a-url']),
  }),
  example: {
    from: 'http://autodiscover.contoso.com/autodiscover/autodiscover.xml',
    to: 'http://mail.contoso.com/autodiscover/autodiscover.xml',
    problem: 'http',
  },
  subject: ({ from }) => ({ kind: 'url', url: from }),
  sentence: ({ from, to, problem }) =>
    problem === 'http'
      ? `${from} redirects to ${to}, which is not encrypted: Outlook follows to https only.`
      : problem === 'certificate'
        ? `${from} redirects to ${to}, whose certificate is not valid for it.`
        : `${from} redirects to "${to}", which is no address that can be followed.`,
  meaning: ({ problem }) =>
    problem === 'certificate'
      ? 'Outlook warns of the certificate, or gives up.'
      : 'Outlook does not follow, and finds no settings by this method.',
  remedies: ({ from, problem }) => [
    {
      for: 'any',
      where: `the web server of ${URL.parse(from)?.hostname ?? 'the first host'}`,
      text:
        problem === 'certificate'
          ? 'Redirect to a name that is on the certificate of the Exchange servers, or put the name on it.'
          : 'Redirect to the https address of Autodiscover at the published name of the Exchange servers:',
      ...(problem === 'certificate' ? {} : { commands: redirectSite('<published host>').slice(4) }),
    },
  ],
  verify: ({ from }) => {
    const url = URL.parse(from)
    return url === null ? [] : [fetchOnce((url.protocol === 'http:' ? httpUrl : httpsUrl)(url.hostname))]
  },
})

export const port80Closed = defineFinding({
  code: 'port-80-closed',
  row: 'D16',
  severity: 'error',
  where: 'outside',
  title: 'Port 80 of the Autodiscover redirect is closed',
  values: z.object({ host: z.string(), address: z.string(), how: z.string() }),
  example: { host: 'autodiscover.contoso.com', address: '192.0.2.80', how: 'timed-out' },
  subject: ({ host, address }) => ({ kind: 'endpoint', address, port: 80, host }),
  sentence: ({ host, address, how }) =>
    `Port 80 of ${host} (${address}) ${how === 'refused' ? 'refuses connections' : 'does not answer'}, and nothing else leads to Autodiscover: the redirect that ${host} is there for cannot be asked.`,
  meaning: () => 'Outlook outside the organisation cannot find the server.',
  remedies: ({ host, address }) => [
    {
      for: 'any',
      where: 'the firewall',
      text: `Allow TCP 80 from the internet to ${address}, where the redirect site of ${host} listens. It only ever sends clients on to https.`,
    },
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Or do without the redirect: let ${host} point to the Exchange servers, with the name on their certificate.`,
    },
  ],
  verify: ({ host }) => [
    `Test-NetConnection -ComputerName ${hostArgument(host)} -Port 80`,
    fetchOnce(httpUrl(host)),
  ],
})

export const hstsBreaksRedirect = defineFinding({
  code: 'hsts-breaks-redirect',
  row: 'H15',
  severity: 'info',
  title: 'The domain forbids plain HTTP, and Autodiscover needs it',
  values: z.object({ domain: z.string(), header: z.string() }),
  example: { domain: 'contoso.com', header: 'max-age=31536000; includeSubDomains' },
  subject: ({ domain }) => ({ kind: 'domain', domain }),
  sentence: ({ domain, header }) =>
    `${domain} tells clients to use https alone, for all names below it (Strict-Transport-Security: ${header}), while Autodiscover is found by a redirect on port 80 of autodiscover.${domain}.`,
  meaning: () =>
    'Outlook itself does not mind. Clients that remember the rule turn the request into https, where nothing may answer.',
  remedies: ({ domain }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Let autodiscover.${domain} point to the Exchange servers by https, with the name on their certificate; or find Autodiscover by an SRV record.`,
    },
  ],
  verify: ({ domain }) => [`(Invoke-WebRequest -Uri ${urlArgument(domain, '/')} -UseBasicParsing).Headers`],
})
