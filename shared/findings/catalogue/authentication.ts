import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { keepChallenges, keepConnections } from '../fronts/index.ts'
import { generationSchema, remediesFor, SINCE_2013, UP_TO_2010, type VersionedRemedy } from '../generation.ts'
import { hostOrAddressArgument } from '../powershell.ts'
import { productSchema } from '../products.ts'

const host = z.string()
const generation = generationSchema.optional()
const paths = z.array(z.string()).min(1)

const urlHost = (name: string) => (name.includes(':') ? `[${name}]` : name)
const urlSubject = (name: string, path: string) =>
  ({ kind: 'url', url: `https://${urlHost(name)}${path}` }) as const

const list = (asked: readonly string[]) => asked.join(', ')

const showSchemes = (name: string, asked: readonly string[]) =>
  asked
    .slice(0, 3)
    .filter((path) => /^\/[A-Za-z0-9./_-]*$/.test(path))
    .map(
      (path) =>
        `curl.exe --http1.1 --silent --include --output - ('https://{0}${path}' -f ${hostOrAddressArgument(name)}) | Select-String '^(HTTP|WWW-Authenticate)' # 401 and the methods are right`,
    )

/** The authentication of a directory, by its own cmdlet: IIS settings are overwritten from Active Directory. */
const AUTHENTICATION: readonly (readonly [path: RegExp, remedies: readonly VersionedRemedy[]])[] = [
  [
    /^\/rpc/i,
    [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'Set the authentication of Outlook Anywhere:',
        commands: [
          'Get-OutlookAnywhere | Set-OutlookAnywhere -IISAuthenticationMethods Basic,NTLM,Negotiate -ExternalClientAuthenticationMethod NTLM -ExternalClientsRequireSsl $true',
        ],
      },
      {
        generations: UP_TO_2010,
        where: 'Exchange Management Shell',
        text: 'Set the authentication of Outlook Anywhere:',
        commands: [
          'Get-OutlookAnywhere | Set-OutlookAnywhere -IISAuthenticationMethods Basic,NTLM -ClientAuthenticationMethod NTLM',
        ],
      },
    ],
  ],
  [
    /^\/mapi/i,
    [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'Set the authentication of MAPI over HTTP:',
        commands: [
          'Get-MapiVirtualDirectory | Set-MapiVirtualDirectory -IISAuthenticationMethods NTLM,Negotiate,OAuth',
        ],
      },
    ],
  ],
  [
    /^\/ews/i,
    [
      {
        where: 'Exchange Management Shell',
        text: 'Set the authentication of the web services:',
        commands: [
          'Get-WebServicesVirtualDirectory | Set-WebServicesVirtualDirectory -WindowsAuthentication $true -BasicAuthentication $false',
        ],
      },
    ],
  ],
  [
    /^\/oab/i,
    [
      {
        where: 'Exchange Management Shell',
        text: 'Set the authentication of the offline address book:',
        commands: ['Get-OabVirtualDirectory | Set-OabVirtualDirectory -WindowsAuthentication $true'],
      },
    ],
  ],
  [
    /^\/autodiscover/i,
    [
      {
        where: 'Exchange Management Shell',
        text: 'Set the authentication of Autodiscover:',
        commands: [
          'Get-AutodiscoverVirtualDirectory | Set-AutodiscoverVirtualDirectory -WindowsAuthentication $true -BasicAuthentication $true',
        ],
      },
    ],
  ],
]

/** What sets the authentication of these paths right, each directory once. */
function setAuthentication(asked: readonly string[]): readonly VersionedRemedy[] {
  return AUTHENTICATION.filter(([path]) => asked.some((each) => path.test(each))).flatMap(
    ([, remedies]) => remedies,
  )
}

/** IIS lets everybody in when anonymous access is on beside it. */
const noAnonymous = (asked: readonly string[]): VersionedRemedy => {
  const labels = ['Rpc', 'mapi', 'EWS', 'OAB', 'Autodiscover'].filter((label) =>
    asked.some((path) => path.toLowerCase().startsWith(`/${label.toLowerCase()}`)),
  )
  return {
    where: 'PowerShell on the Exchange server',
    text: 'Then see that nobody switched anonymous access on in IIS, and switch it off:',
    commands: [
      'Import-Module WebAdministration',
      ...labels.map(
        (label) =>
          `Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location 'Default Web Site/${label}' -Filter 'system.webServer/security/authentication/anonymousAuthentication' -Name enabled -Value $false`,
      ),
    ],
  }
}

export const authNoneOffered = defineFinding({
  code: 'auth-none-offered',
  row: 'A01',
  severity: 'error',
  title: 'Nobody can sign in: no authentication is offered',
  values: z.object({ host, paths, front: productSchema, generation }),
  example: { host: 'mail.contoso.com', paths: ['/rpc/rpcproxy.dll'], front: 'nginx', generation: '2016' },
  subject: (values) => urlSubject(values.host, values.paths[0] ?? '/'),
  sentence: (values) =>
    `${values.host} answers 401 on ${list(values.paths)} without saying how to sign in (no WWW-Authenticate).`,
  meaning: () => 'Outlook does not know how to sign in, and cannot connect.',
  remedies: (values) => [
    ...keepChallenges(values.front),
    ...remediesFor(values.generation, setAuthentication(values.paths)),
  ],
  verify: (values) => showSchemes(values.host, values.paths),
})

export const authAnonymousAllowed = defineFinding({
  code: 'auth-anonymous-allowed',
  row: 'A04',
  severity: 'error',
  title: 'The service answers without asking who it is',
  values: z.object({ host, paths, generation }),
  example: { host: 'mail.contoso.com', paths: ['/rpc/rpcproxy.dll'], generation: '2016' },
  subject: (values) => urlSubject(values.host, values.paths[0] ?? '/'),
  sentence: (values) =>
    `${values.host} lets everybody in on ${list(values.paths)}: the service itself answers a request without credentials.`,
  meaning: () =>
    'Anonymous access is on in IIS. Outlook is never asked to sign in there and fails later, and strangers reach further than they should.',
  remedies: (values) =>
    remediesFor(values.generation, [...setAuthentication(values.paths), noAnonymous(values.paths)]),
  verify: (values) => showSchemes(values.host, values.paths),
})

export const ntlmConnectionNotKept = defineFinding({
  code: 'ntlm-connection-not-kept',
  row: 'H05',
  severity: 'error',
  title: 'NTLM cannot complete: the connection does not stay the same',
  values: z.object({
    host,
    path: z.string(),
    how: z.enum(['ends', 'shared']),
    /** Those that answered on one connection. */
    computers: z.array(z.string()),
    front: productSchema,
  }),
  example: {
    host: 'mail.contoso.com',
    path: '/rpc/rpcproxy.dll',
    how: 'shared',
    computers: ['EX01', 'EX02'],
    front: 'nginx',
  },
  subject: (values) => urlSubject(values.host, values.path),
  sentence: (values) =>
    values.how === 'shared'
      ? `Requests on one connection to ${values.host} reach different servers (${list(values.computers)}), so NTLM on ${values.path} cannot complete.`
      : `${values.host} ends the connection behind its NTLM challenge on ${values.path}, so NTLM cannot complete.`,
  meaning: () =>
    'NTLM signs in a connection, in three messages that have to reach the same server on the same connection. Outlook asks for the password again and again, and the right one is refused.',
  remedies: (values) => keepConnections(values.front),
  verify: (values) => [
    `curl.exe --http1.1 --silent --include --ntlm --user '<domain>\\<user>' ('https://{0}${/^\/[A-Za-z0-9./_-]*$/.test(values.path) ? values.path : '/autodiscover/autodiscover.xml'}' -f ${hostOrAddressArgument(values.host)}) # asks for the password; one 401, then another status, is right`,
  ],
})

export const authActivesyncScheme = defineFinding({
  code: 'auth-activesync-scheme',
  row: 'A05',
  severity: 'info',
  title: 'ActiveSync offers Windows authentication',
  values: z.object({ host, schemes: z.array(z.string()) }),
  example: { host: 'mail.contoso.com', schemes: ['Negotiate', 'NTLM', 'Basic'] },
  subject: (values) => urlSubject(values.host, '/Microsoft-Server-ActiveSync'),
  sentence: (values) => `ActiveSync at ${values.host} offers ${list(values.schemes)}.`,
  meaning: () =>
    'Phones sign in with Basic or with modern authentication. Windows authentication is of no use to them, and some stumble over it.',
  remedies: () => [
    {
      for: 'Exchange 2010 and later',
      where: 'Exchange Management Shell',
      text: 'See what is set; take Windows authentication off in IIS unless a gateway uses it:',
      commands: [
        'Get-ActiveSyncVirtualDirectory | Format-List Server, BasicAuthEnabled, WindowsAuthEnabled, ClientCertAuth',
      ],
    },
  ],
  verify: (values) => showSchemes(values.host, ['/Microsoft-Server-ActiveSync']),
})

const whoSchema = z.object({ path: z.string(), domain: z.string(), computer: z.string() })

export const ntlmProxyRealm = defineFinding({
  code: 'ntlm-proxy-realm',
  row: 'A12',
  severity: 'error',
  title: 'Different systems ask for the password',
  values: z.object({ host, one: whoSchema, other: whoSchema }),
  example: {
    host: 'mail.contoso.com',
    one: { path: '/rpc/rpcproxy.dll', domain: 'DMZ', computer: 'TMG01' },
    other: { path: '/ews/exchange.asmx', domain: 'CORP', computer: 'EX01' },
  },
  subject: (values) => urlSubject(values.host, values.one.path),
  sentence: ({ one, other, ...values }) =>
    `On ${values.host}, NTLM is answered by ${one.computer} of the domain ${one.domain} for ${one.path}, but by ${other.computer} of ${other.domain} for ${other.path}.`,
  meaning: () =>
    'Something in front of Exchange asks for the password itself. It cannot pass an NTLM sign-in on, so Outlook is asked again and again.',
  remedies: () => [
    {
      for: 'any',
      where: 'Forefront TMG, ISA Server, or whatever asks in front of Exchange',
      text: 'Let Exchange ask: "No delegation, but client may authenticate directly", for All Users. If the proxy has to ask, it needs Kerberos constrained delegation to Exchange.',
    },
  ],
  verify: (values) => showSchemes(values.host, [values.one.path, values.other.path]),
})

export const clockSkew = defineFinding({
  code: 'clock-skew',
  row: 'A13',
  severity: 'warning',
  title: 'The clock of the server is wrong',
  values: z.object({
    host,
    /** Ahead when positive. */
    minutes: z.int(),
    source: z.enum(['ntlm', 'date']),
  }),
  example: { host: 'mail.contoso.com', minutes: -12, source: 'ntlm' },
  subject: (values) => ({ kind: 'host', host: values.host }),
  sentence: ({ minutes, source, ...values }) =>
    `The clock of ${values.host} is ${Math.abs(minutes)} minutes ${minutes < 0 ? 'behind' : 'ahead'} (by ${source === 'ntlm' ? 'its NTLM challenge' : 'the Date of its answers'}).`,
  meaning: () =>
    'With more than five minutes, Kerberos refuses to sign anybody in, and tokens of modern authentication count as expired. If the clock of the machine that Outpost runs on is wrong instead, this says nothing.',
  remedies: () => [
    {
      for: 'any',
      where: 'PowerShell on the server, and on the domain controller with the PDC role',
      text: 'See where the time comes from, and set it right:',
      commands: ['w32tm /query /status', 'w32tm /resync /rediscover'],
    },
  ],
  verify: () => ['w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly'],
})

export const modernAuthBroken = defineFinding({
  code: 'modern-auth-broken',
  row: 'A14',
  severity: 'warning',
  title: 'Modern authentication is offered on some directories only',
  values: z.object({ host, offered: paths, missing: paths }),
  example: {
    host: 'mail.contoso.com',
    offered: ['/autodiscover/autodiscover.xml', '/ews/exchange.asmx'],
    missing: ['/mapi/emsmdb/'],
  },
  subject: (values) => ({ kind: 'host', host: values.host }),
  sentence: (values) =>
    values.offered.length === 0
      ? `${values.host} sends no client of modern authentication to a token issuer, though that is what is expected of it.`
      : `${values.host} sends clients of modern authentication to a token issuer on ${list(values.offered)}, but not on ${list(values.missing)}.`,
  meaning: () =>
    'Outlook signs in with a token on one directory and is asked for a password on another, or cannot connect at all.',
  remedies: () => [
    {
      for: 'Exchange 2013 CU19, 2016 CU8 and later',
      where: 'Exchange Management Shell',
      text: 'OAuth has to be on for each directory, and one server may be set up otherwise than the others:',
      commands: [
        'Get-MapiVirtualDirectory | Format-List Server, IISAuthenticationMethods',
        'Get-WebServicesVirtualDirectory | Format-List Server, OAuthAuthentication',
        'Get-AutodiscoverVirtualDirectory | Format-List Server, OAuthAuthentication',
        'Get-OrganizationConfig | Format-List OAuth2ClientProfileEnabled',
        'Get-AuthServer | Format-List Name, IsDefaultAuthorizationEndpoint, Enabled',
      ],
    },
  ],
  verify: (values) =>
    [...values.offered, ...values.missing]
      .filter((path) => /^\/[A-Za-z0-9./_-]*$/.test(path))
      .map(
        (path) =>
          `curl.exe --http1.1 --silent --include --header 'Authorization: Bearer' ('https://{0}${path}' -f ${hostOrAddressArgument(values.host)}) | Select-String 'authorization_uri'`,
      ),
})
