import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { letVerbsThrough, liftBodyLimit, publishPaths, speakHttp1, stopBuffering } from '../fronts/index.ts'
import { generationSchema, remediesFor, SINCE_2013, UP_TO_2010 } from '../generation.ts'
import { hostOrAddressArgument } from '../powershell.ts'
import { isFront, productName, productSchema } from '../products.ts'

const host = z.string()
const status = z.int()
const product = productSchema
const generation = generationSchema.optional()
/** Paths as they were asked; the first is the one that the finding is about. */
const paths = z.array(z.string()).min(1)

const RPC = '/rpc/rpcproxy.dll'
const urlSubject = (name: string, path: string) =>
  ({ kind: 'url', url: `https://${urlHost(name)}${path}` }) as const
const urlHost = (name: string) => (name.includes(':') ? `[${name}]` : name)
const pathsSubject = (values: { host: string; paths: readonly string[] }) =>
  urlSubject(values.host, values.paths[0] ?? '/')

/** A command that shows how the host answers the verb of an RPC channel. */
const askVerb = (name: string, length = 0) =>
  `curl.exe --http1.1 --silent --include --max-time 10 --request RPC_IN_DATA --header 'Content-Length: ${length}' --user-agent MSRPC ('https://{0}${RPC}' -f ${hostOrAddressArgument(name)}) # 401 is right: Exchange asks who it is`

const askPaths = (name: string, asked: readonly string[]) => [
  ...asked
    .slice(0, 3)
    .filter((path) => /^\/[A-Za-z0-9./_-]*$/.test(path))
    .map(
      (path) =>
        `curl.exe --http1.1 --silent --include --output NUL --write-out '%{http_code}' ('https://{0}${path}' -f ${hostOrAddressArgument(name)}) # 401 is right: Exchange asks who it is`,
    ),
]

/** As IIS counts: `404.13`. */
const statusText = (values: { status?: number; substatus?: number }) =>
  [values.status, values.substatus].filter((part) => part !== undefined).join('.')

const list = (asked: readonly string[]) => asked.join(', ')

export const rpcMethodNotAllowed = defineFinding({
  code: 'rpc-method-not-allowed',
  row: 'H01',
  severity: 'error',
  title: 'The verbs of RPC over HTTP are refused',
  values: z.object({
    host,
    status,
    product,
    allow: z.string().optional(),
    /** What the same place answers to GET. */
    getStatus: z.int().optional(),
  }),
  example: {
    host: 'mail.contoso.com',
    status: 405,
    product: 'apache',
    allow: 'GET,HEAD,POST,OPTIONS',
    getStatus: 401,
  },
  subject: (values) => urlSubject(values.host, RPC),
  sentence: (values) =>
    `${productName(values.product)} at ${values.host} answers ${values.status} to RPC_IN_DATA and RPC_OUT_DATA on ${RPC}${values.allow ? ` and allows ${values.allow} only` : ''}.`,
  meaning: ({ getStatus }) =>
    `Outlook Anywhere cannot connect: its channels use these two verbs.${getStatus === 401 ? ' A browser that asks the same place sees nothing wrong, because GET gets through.' : ''} Clients that use MAPI over HTTP do not need them.`,
  remedies: (values) => letVerbsThrough(values.product, values.host),
  verify: (values) => [askVerb(values.host)],
})

export const rpcRequestRejected = defineFinding({
  code: 'rpc-request-rejected',
  row: 'H02',
  severity: 'error',
  title: 'The request of an RPC channel is rejected',
  values: z.object({
    host,
    /** Undefined when the connection was ended without an answer. */
    status: z.int().optional(),
    substatus: z.int().optional(),
    product,
    /** Whether the verb alone was rejected, or only the announced length of 1 GiB. */
    what: z.enum(['verb', 'length']),
  }),
  example: { host: 'mail.contoso.com', status: 413, product: 'nginx', what: 'length' },
  subject: (values) => urlSubject(values.host, RPC),
  sentence: ({ what, ...values }) => {
    const answer =
      values.status === undefined
        ? `The connection to ${values.host} is ended without an answer`
        : `${productName(values.product)} at ${values.host} answers ${statusText(values)}`
    return what === 'verb'
      ? `${answer} when RPC_IN_DATA or RPC_OUT_DATA is sent to ${RPC}.`
      : `${answer} when an RPC channel of 1 GiB is announced to ${RPC}; the same verb without a body gets through.`
  },
  meaning: ({ what }) =>
    what === 'verb'
      ? 'Outlook Anywhere cannot connect: something in front of Exchange does not take its requests.'
      : 'Outlook Anywhere signs in and then fails: each channel announces a body of 1 GiB, which is sent bit by bit and never whole.',
  remedies: ({ what, ...values }) =>
    what === 'verb' ? letVerbsThrough(values.product, values.host) : liftBodyLimit(values.product),
  verify: ({ what, ...values }) => [askVerb(values.host, what === 'length' ? 1073741824 : 0)],
})

export const http2Front = defineFinding({
  code: 'http2-front',
  row: 'H03',
  severity: 'warning',
  title: 'The host speaks HTTP/2 only',
  values: z.object({ host, address: z.string() }),
  example: { host: 'mail.contoso.com', address: '192.0.2.10' },
  subject: (values) => ({ kind: 'endpoint', host: values.host, address: values.address, port: 443 }),
  sentence: (values) => `${values.host} (${values.address}) speaks HTTP/2 but does not answer HTTP/1.1.`,
  meaning: () =>
    'Outlook speaks HTTP/1.1 for Outlook Anywhere, and NTLM works with nothing newer: what insists on HTTP/2 cannot carry it.',
  remedies: () => speakHttp1(),
  verify: (values) => [
    `curl.exe --http1.1 --silent --head ('https://{0}/owa/' -f ${hostOrAddressArgument(values.host)})`,
  ],
})

export const rpcChannelBuffered = defineFinding({
  code: 'rpc-channel-buffered',
  row: 'H04',
  severity: 'error',
  title: 'Something waits for the whole body of an RPC channel',
  values: z.object({
    host,
    product,
    /**
     * How it shows: with the `head` of a channel alone, before anybody signs in; or signed in, when the two channels never
     * meet (`in`), or nothing comes back on the one that carries the answers (`out`).
     */
    how: z.enum(['head', 'in', 'out']).optional(),
  }),
  example: { host: 'mail.contoso.com', product: 'nginx' },
  subject: (values) => urlSubject(values.host, RPC),
  sentence: (values) => {
    const who = values.product === 'unknown' ? 'something in front of Exchange' : productName(values.product)
    if (values.how === 'in')
      return `${values.host} takes both channels of RPC over HTTP, and what is sent on RPC_IN_DATA never arrives: ${who} waits for the whole body of 1 GiB before it passes the request on.`
    if (values.how === 'out')
      return `${values.host} takes the channels of RPC over HTTP, and nothing comes back on RPC_OUT_DATA: ${who} waits for the whole answer of 1 GiB before it passes it on.`
    return `${values.host} answers RPC_IN_DATA at once when it has no body, and not at all when a channel of 1 GiB is announced: ${who} waits for the whole body before it passes the request on.`
  },
  meaning: () =>
    'The connection test of the proxy succeeds, and Outlook still hangs and gives up: the body of a channel never ends.',
  remedies: (values) => stopBuffering(values.product),
  verify: (values) => [askVerb(values.host, 1073741824)],
})

export const publishingRuleDenied = defineFinding({
  code: 'publishing-rule-denied',
  row: 'H06',
  severity: 'error',
  title: 'The path is denied before it reaches Exchange',
  values: z.object({ host, paths, product, substatus: z.int().optional() }),
  example: {
    host: 'mail.contoso.com',
    paths: ['/rpc/rpcproxy.dll', '/ews/exchange.asmx'],
    product: 'tmg',
  },
  subject: pathsSubject,
  sentence: (values) =>
    `${productName(values.product)} at ${values.host} answers 403${values.substatus === undefined ? '' : `.${values.substatus}`} to everybody on ${list(values.paths)}.`,
  meaning: () => 'Outlook gets no further than this: it is refused before anybody asks who the user is.',
  remedies: (values) => [
    ...(values.substatus === 6
      ? [
          {
            for: 'any',
            where: 'PowerShell on the Windows server that answers',
            text: 'Addresses are filtered (403.6). Show the filter:',
            commands: [
              'Import-Module WebAdministration',
              "Get-WebConfiguration -PSPath 'MACHINE/WEBROOT/APPHOST' -Filter 'system.webServer/security/ipSecurity' -Recurse | Format-List location, allowUnlisted, Collection",
            ],
          },
        ]
      : []),
    ...publishPaths(values.product, values.host),
  ],
  verify: (values) => askPaths(values.host, values.paths),
})

export const preauthenticationPage = defineFinding({
  code: 'preauthentication-page',
  row: 'H07',
  severity: 'error',
  title: 'A web page stands where Outlook needs Exchange',
  values: z.object({
    host,
    paths,
    product,
    status,
    page: z.enum(['sign-in', 'other']),
    /** Where it leads, when it is a redirect. */
    location: z.string().optional(),
  }),
  example: {
    host: 'mail.contoso.com',
    paths: ['/rpc/rpcproxy.dll'],
    product: 'wap',
    status: 302,
    page: 'sign-in',
    location: 'https://adfs.contoso.com/adfs/ls/',
  },
  subject: pathsSubject,
  sentence: (values) => {
    const what =
      values.location !== undefined
        ? `sends Outlook to a sign-in page (${values.location})`
        : values.page === 'sign-in'
          ? 'shows a sign-in page'
          : 'shows a web page'
    return `${productName(values.product)} at ${values.host} ${what} on ${list(values.paths)}.`
  },
  meaning: ({ page }) =>
    page === 'sign-in'
      ? 'Outlook cannot fill in a form: it says that the server is not available, or asks for the password again and again.'
      : 'Outlook does not reach Exchange by this name: something else answers in its place.',
  remedies: (values) => publishPaths(values.product, values.host),
  verify: (values) => askPaths(values.host, values.paths),
})

export const sslRequired = defineFinding({
  code: 'ssl-required',
  row: 'H08',
  severity: 'error',
  title: 'Exchange asks for TLS although the client used it',
  values: z.object({ host, paths, product, generation }),
  example: { host: 'mail.contoso.com', paths: ['/ews/exchange.asmx'], product: 'iis', generation: '2016' },
  subject: pathsSubject,
  sentence: (values) =>
    `${values.host} answers 403.4 (SSL required) on ${list(values.paths)}, although the request came by HTTPS.`,
  meaning: () =>
    'A load balancer takes TLS off and speaks plain HTTP to Exchange, which insists on TLS there. Outlook is refused before it can sign in.',
  remedies: (values) => [
    {
      for: 'any',
      where: 'the load balancer',
      text: 'Encrypt again towards Exchange (SSL bridging to port 443), with the same certificate on both. It is the only way that Extended Protection allows.',
    },
    ...remediesFor(values.generation, [
      {
        generations: ['2010'],
        where: 'Exchange Management Shell',
        text: 'If TLS has to stay off behind the balancer (it must not with Extended Protection), say so for Outlook Anywhere, and take the requirement off the directories:',
        commands: [
          'Get-OutlookAnywhere | Set-OutlookAnywhere -SSLOffloading $true',
          'Import-Module WebAdministration',
          "'Rpc', 'EWS', 'OAB', 'Autodiscover' | ForEach-Object { Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location \"Default Web Site/$_\" -Filter 'system.webServer/security/access' -Name sslFlags -Value 'None' }",
        ],
      },
    ]),
  ],
  verify: (values) => askPaths(values.host, values.paths),
})

export const publishingInnerName = defineFinding({
  code: 'publishing-inner-name',
  row: 'H09',
  severity: 'error',
  title: 'The publishing rule expects another name on the inner certificate',
  values: z.object({ host, paths, product }),
  example: { host: 'mail.contoso.com', paths: ['/rpc/rpcproxy.dll'], product: 'tmg' },
  subject: pathsSubject,
  sentence: (values) =>
    `${productName(values.product)} at ${values.host} cannot reach Exchange for ${list(values.paths)}: the certificate there is for another name than the rule says (-2146893022).`,
  meaning: () => 'Outlook gets error 500 on every request, whatever the password.',
  remedies: () => [
    {
      for: 'any',
      where: 'Forefront TMG or ISA Server management, or whatever publishes Exchange',
      text: 'On the "To" tab of the publishing rule enter a name that the certificate on Exchange has, and make that name resolve to Exchange from there. Which names those are:',
      commands: [
        "Get-ExchangeCertificate | Where-Object { $_.Services -match 'IIS' } | Format-List CertificateDomains, NotAfter, Thumbprint",
      ],
    },
  ],
  verify: (values) => askPaths(values.host, values.paths),
})

export const unexpectedRedirect = defineFinding({
  code: 'unexpected-redirect',
  row: 'H10',
  severity: 'error',
  title: 'A redirect stands where Outlook needs Exchange',
  values: z.object({ host, paths, product, status, location: z.string() }),
  example: {
    host: 'mail.contoso.com',
    paths: ['/rpc/rpcproxy.dll'],
    product: 'iis',
    status: 302,
    location: 'https://mail.contoso.com/owa/',
  },
  subject: pathsSubject,
  sentence: (values) =>
    `${productName(values.product)} at ${values.host} redirects ${list(values.paths)} to ${values.location} (${values.status}).`,
  meaning: () =>
    'Outlook does not follow redirects there. Most often the redirect of the web site to Outlook on the web was passed down to the directories below it.',
  remedies: (values) =>
    isFront(values.product)
      ? publishPaths(values.product, values.host)
      : [
          {
            for: 'Exchange 2007 and later',
            where: 'PowerShell on the Exchange server',
            text: 'Show which directories redirect, and stop it for those of Outlook:',
            commands: [
              'Import-Module WebAdministration',
              "Get-WebConfiguration -PSPath 'MACHINE/WEBROOT/APPHOST' -Filter 'system.webServer/httpRedirect' -Recurse | Where-Object { $_.enabled } | Format-List location, destination, childOnly",
              "'Autodiscover', 'EWS', 'mapi', 'OAB', 'Rpc' | ForEach-Object { Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location \"Default Web Site/$_\" -Filter 'system.webServer/httpRedirect' -Name enabled -Value $false }",
            ],
          },
        ],
  verify: (values) => askPaths(values.host, values.paths),
})

export const serviceUnavailable = defineFinding({
  code: 'service-unavailable',
  row: 'H11',
  severity: 'error',
  title: 'Nothing serves the path',
  /** `retryAfter`: it says so to everybody, as a page about maintenance does, and when to come back. */
  values: z.object({ host, paths, product, status, generation, retryAfter: z.string().optional() }),
  example: {
    host: 'mail.contoso.com',
    paths: ['/rpc/rpcproxy.dll'],
    product: 'http-sys',
    status: 503,
    generation: '2016',
  },
  subject: pathsSubject,
  sentence: ({ retryAfter, ...values }) =>
    `${productName(values.product)} at ${values.host} answers ${values.status} on ${list(values.paths)}${retryAfter === undefined ? ': nothing behind it serves the request' : `, whoever asks, and says when to come back (Retry-After: ${retryAfter}), as a page about maintenance does`}.`,
  meaning: () => 'Outlook says that the server is not available.',
  remedies: (values) =>
    values.retryAfter !== undefined
      ? [
          {
            for: 'any',
            where: 'the reverse proxy, load balancer or content delivery network in front of Exchange',
            text: 'If the maintenance is over, switch its page off. If nobody announced any, see why it shows the page: most often no Exchange server passes its health check. Keep the directories of Exchange out of a limit on requests that answers so.',
          },
        ]
      : isFront(values.product) || values.status !== 503
        ? [
            {
              for: 'any',
              where: 'the reverse proxy or load balancer in front of Exchange',
              text: 'It reaches no Exchange server for this path. See its health checks and the address that it sends requests to, and whether it trusts the certificate there.',
            },
          ]
        : remediesFor(values.generation, [
            {
              where: 'PowerShell on the Exchange server',
              text: 'Find the application pool that does not run, start it, and see in the event log why it stopped:',
              commands: [
                'Import-Module WebAdministration',
                "Get-ChildItem IIS:\\AppPools | Where-Object { $_.State -ne 'Started' }",
                "Get-ChildItem IIS:\\AppPools | Where-Object { $_.State -ne 'Started' } | Start-WebAppPool",
                "Get-WinEvent -FilterHashtable @{ LogName = 'System'; ProviderName = 'Microsoft-Windows-WAS' } -MaxEvents 20",
              ],
            },
            {
              generations: ['2010'],
              where: 'PowerShell on the Client Access server',
              text: 'If it happens under load only (503.3 in the log), the queue of ASP.NET is too short: find the limit, change requestQueueLimit from 25000 to 65535 in the files shown, then restart IIS.',
              commands: [
                "Get-ChildItem $exbin -Filter '*CLRConfig.config' | Select-String -Pattern 'requestQueueLimit'",
                'iisreset',
              ],
            },
          ]),
  verify: (values) => askPaths(values.host, values.paths),
})

export const rpcProxyMissing = defineFinding({
  code: 'rpc-proxy-missing',
  row: 'H12',
  severity: 'error',
  title: 'There is no RPC proxy',
  values: z.object({ host, product, generation, mapiWorks: z.boolean() }),
  example: { host: 'mail.contoso.com', product: 'iis', generation: '2016', mapiWorks: false },
  subject: (values) => urlSubject(values.host, RPC),
  sentence: (values) =>
    `${productName(values.product)} at ${values.host} answers 404 on ${RPC}: Outlook Anywhere is not there.`,
  meaning: ({ mapiWorks }) =>
    mapiWorks
      ? 'Outlook 2013 SP1 and later can use MAPI over HTTP, which answers. Older ones, and those that Autodiscover tells to use RPC over HTTP, cannot connect.'
      : 'Outlook cannot connect from outside: MAPI over HTTP does not answer either.',
  remedies: (values) => [
    ...(isFront(values.product) || values.product === 'unknown'
      ? publishPaths(values.product, values.host)
      : []),
    ...remediesFor(values.generation, [
      {
        generations: SINCE_2013,
        where: 'PowerShell and Exchange Management Shell on the Exchange server',
        text: 'Install the RPC proxy, and set the name under which Outlook Anywhere is published:',
        commands: [
          'Install-WindowsFeature RPC-over-HTTP-proxy',
          `Get-OutlookAnywhere | Set-OutlookAnywhere -ExternalHostname ${hostOrAddressArgument(values.host)} -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod NTLM -InternalClientsRequireSsl $true`,
        ],
      },
      {
        generations: ['2010'],
        where: 'PowerShell and Exchange Management Shell on the Client Access server',
        text: 'Install the RPC proxy, and switch Outlook Anywhere on:',
        commands: [
          'Import-Module ServerManager; Add-WindowsFeature RPC-over-HTTP-proxy',
          `Enable-OutlookAnywhere -Server $env:COMPUTERNAME -ExternalHostname ${hostOrAddressArgument(values.host)} -ClientAuthenticationMethod NTLM -SSLOffloading $false`,
        ],
      },
      {
        generations: ['2007'],
        where: 'PowerShell and Exchange Management Shell on the Client Access server',
        text: 'Install the RPC proxy, and switch Outlook Anywhere on:',
        commands: [
          'ServerManagerCmd.exe -install RPC-over-HTTP-proxy',
          `Enable-OutlookAnywhere -Server $env:COMPUTERNAME -ExternalHostname ${hostOrAddressArgument(values.host)} -ClientAuthenticationMethod NTLM -SSLOffloading $false`,
        ],
      },
    ]),
  ],
  verify: (values) => [askVerb(values.host)],
})

export const virtualDirectoryBroken = defineFinding({
  code: 'virtual-directory-broken',
  row: 'H13',
  severity: 'error',
  title: 'A virtual directory answers with an error of its own',
  values: z.object({ host, paths, product, status, generation }),
  example: {
    host: 'mail.contoso.com',
    paths: ['/ews/exchange.asmx'],
    product: 'iis',
    status: 500,
    generation: '2016',
  },
  subject: pathsSubject,
  sentence: (values) =>
    `${productName(values.product)} at ${values.host} answers ${values.status} on ${list(values.paths)} before anybody can sign in.`,
  meaning: () =>
    'What stands behind these paths does not work for anybody. After an update it is often a web.config in which a placeholder was left.',
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell on the Exchange server',
        text: 'Find configuration files with the placeholder, and make the paths anew:',
        commands: [
          "Get-ChildItem (Join-Path $exinstall 'FrontEnd\\HttpProxy'), (Join-Path $exinstall 'ClientAccess') -Recurse -Filter web.config | Select-String -SimpleMatch '%ExchangeInstallDir%' -List | Select-Object Path",
          "& (Join-Path $exbin 'UpdateCas.ps1')",
          "& (Join-Path $exbin 'UpdateConfigFiles.ps1')",
          'iisreset',
        ],
      },
      {
        generations: UP_TO_2010,
        where: 'Exchange Management Shell on the Client Access server',
        text: 'Make the configuration files anew:',
        commands: ["& (Join-Path $exbin 'UpdateCas.ps1')", 'iisreset'],
      },
    ]),
  verify: (values) => askPaths(values.host, values.paths),
})

export const throttled = defineFinding({
  code: 'throttled',
  row: 'H18',
  severity: 'warning',
  title: 'The server asks to come back later',
  values: z.object({ host, paths, retryAfter: z.string().optional(), generation }),
  example: { host: 'mail.contoso.com', paths: ['/rpc/rpcproxy.dll'], retryAfter: '60' },
  subject: pathsSubject,
  sentence: (values) =>
    `${values.host} is too busy for ${list(values.paths)} and asks to come back later${values.retryAfter === undefined ? '' : ` (Retry-After: ${values.retryAfter})`}.`,
  meaning: () =>
    'Outlook is slow, then disconnected. Outpost did not ask again in this run, so what else these paths would answer is not known.',
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        generations: ['2010', ...SINCE_2013],
        where: 'Exchange Management Shell',
        text: 'Wait, then see which limits are in force and whether the server is overloaded:',
        commands: [
          'Get-ThrottlingPolicy | Format-List Name, Rca*',
          "Get-Counter '\\Processor(_Total)\\% Processor Time', '\\RPC/HTTP Proxy\\Current Number of Incoming RPC over HTTP Connections'",
        ],
      },
    ]),
  verify: (values) => [askVerb(values.host)],
})

export const userAgentFiltered = defineFinding({
  code: 'user-agent-filtered',
  row: 'H19',
  severity: 'info',
  title: 'What the client calls itself decides whether it is let in',
  values: z.object({ host, refused: z.string(), admitted: z.string() }),
  example: { host: 'mail.contoso.com', refused: 'outpost/0.1.0', admitted: 'MSRPC' },
  subject: (values) => urlSubject(values.host, RPC),
  sentence: (values) =>
    `${values.host} refuses who calls himself "${values.refused}" (403) and lets "${values.admitted}" in.`,
  meaning: (values) =>
    values.refused === 'MSRPC'
      ? 'Outlook calls itself so: it is refused while other clients are let in.'
      : 'Outlook is let in. Monitoring, and the parts of this run that did not look like Outlook, are not.',
  remedies: () => [
    {
      for: 'any',
      where: 'the web application firewall or proxy in front of Exchange',
      text: 'Adjust the filter if somebody is refused who should not be. It is not a fault of Exchange.',
    },
  ],
  verify: () => [],
})

export const mapiPathNotPublished = defineFinding({
  code: 'mapi-path-not-published',
  row: 'H22',
  severity: 'error',
  title: 'MAPI over HTTP is not published',
  values: z.object({
    host,
    status,
    product,
    /** Whether Autodiscover tells clients to go there. */
    handedOut: z.boolean(),
  }),
  example: { host: 'mail.contoso.com', status: 404, product: 'tmg', handedOut: true },
  subject: (values) => urlSubject(values.host, '/mapi/emsmdb/'),
  sentence: (values) =>
    `${productName(values.product)} at ${values.host} answers ${values.status} on /mapi, while /rpc is published${values.handedOut ? ': Autodiscover sends Outlook there' : ''}.`,
  meaning: ({ handedOut }) =>
    handedOut
      ? 'Outlook 2013 SP1 and later ask for a password again and again, or stay disconnected; older ones, which use RPC over HTTP, work. The publishing rules are older than MAPI over HTTP.'
      : 'As long as Autodiscover hands out no external URL for MAPI over HTTP, Outlook uses RPC over HTTP and works. With one, it would fail.',
  remedies: (values) => [
    ...publishPaths(values.product, values.host),
    ...(values.handedOut
      ? [
          {
            for: 'Exchange 2013 SP1 and later',
            where: 'Exchange Management Shell',
            text: 'Until that is done, let Outlook use RPC over HTTP from outside:',
            commands: [
              'Get-MapiVirtualDirectory | Set-MapiVirtualDirectory -ExternalUrl $null -IISAuthenticationMethods NTLM,Negotiate',
            ],
          },
        ]
      : []),
  ],
  verify: (values) => askPaths(values.host, ['/mapi/emsmdb/']),
})
