import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationSchema, remediesFor, SINCE_2013, type VersionedRemedy } from '../generation.ts'
import { hostOrAddressArgument } from '../powershell.ts'

const host = z.string()
const generation = generationSchema.optional()
const urlHost = (name: string) => (name.includes(':') ? `[${name}]` : name)
const urlSubject = (name: string, path: string) =>
  ({ kind: 'url', url: `https://${urlHost(name)}${path}` }) as const

const EMS = 'Exchange Management Shell'

/** Commands that show how Exchange's own test of MAPI over HTTP comes out. */
const testMapi = (name: string) => [
  `curl.exe --http1.1 --silent --include ('https://{0}/mapi/healthcheck.htm' -f ${hostOrAddressArgument(name)}) # 200 is right`,
]

/** What an X-ResponseCode asks to be done, by its number. */
const byResponseCode = (code: number): readonly VersionedRemedy[] => {
  switch (code) {
    case 8:
      return [
        {
          generations: SINCE_2013,
          where: EMS,
          text: 'The request came to Exchange without the user who had signed in. Let Exchange ask who it is, and let nothing before it do so instead:',
          commands: [
            'Get-MapiVirtualDirectory | Set-MapiVirtualDirectory -IISAuthenticationMethods NTLM,Negotiate,OAuth',
          ],
        },
      ]
    case 11:
      return [
        {
          generations: SINCE_2013,
          where: EMS,
          text: 'Exchange knows the user and lets him not in. See that MAPI over HTTP is on for the organisation, and for the mailbox:',
          commands: [
            'Get-OrganizationConfig | Format-List MapiHttpEnabled',
            'Get-CASMailbox | Where-Object MapiHttpEnabled -eq $false | Format-Table Identity, MapiHttpEnabled',
          ],
        },
      ]
    case 16:
      return [
        {
          generations: SINCE_2013,
          where: EMS,
          text: 'Switch MAPI over HTTP on, where it is off for the organisation or for the mailbox:',
          commands: [
            'Set-OrganizationConfig -MapiHttpEnabled $true',
            'Get-CASMailbox | Where-Object MapiHttpEnabled -eq $false | Set-CASMailbox -MapiHttpEnabled $null',
          ],
        },
      ]
    case 18:
      return [
        {
          generations: SINCE_2013,
          where: EMS,
          text: 'The server is being shut down or taken out of service. See whether that is meant, and by whom:',
          commands: [
            "Get-ServerComponentState -Identity $env:COMPUTERNAME | Where-Object State -ne 'Active'",
            'Get-DatabaseAvailabilityGroup -Status | Format-List ServersInMaintenance',
          ],
        },
      ]
    default:
      return [
        {
          generations: SINCE_2013,
          where: 'PowerShell on the Exchange server',
          text: 'Restart what MAPI over HTTP runs in, and see what it logs when that does not help:',
          commands: [
            'Restart-WebAppPool MSExchangeMapiFrontEndAppPool',
            'Restart-WebAppPool MSExchangeMapiMailboxAppPool',
            "Get-ChildItem (Join-Path $env:ExchangeInstallPath 'Logging\\MAPI Client Access') | Sort-Object LastWriteTime | Select-Object -Last 1 | Get-Content -Tail 20",
          ],
        },
      ]
  }
}

export const mapiHttpRefused = defineFinding({
  code: 'mapi-http-refused',
  severity: 'error',
  title: 'MAPI over HTTP refuses a request',
  values: z.object({
    host,
    path: z.string(),
    /** X-RequestType: `Connect`. */
    request: z.string(),
    /** X-ResponseCode. */
    responseCode: z.int(),
    /** The same by name: `16 Endpoint Disabled`. */
    code: z.string(),
    generation,
  }),
  example: {
    host: 'mail.contoso.com',
    path: '/mapi/emsmdb/',
    request: 'Connect',
    responseCode: 16,
    code: '16 Endpoint Disabled',
  },
  subject: (values) => urlSubject(values.host, values.path),
  sentence: (values) =>
    `MAPI over HTTP at ${values.host}${values.path} answers ${values.request} with X-ResponseCode ${values.code}.`,
  meaning: () =>
    'The user is signed in, and the service does not serve him. Outlook that uses MAPI over HTTP shows "Trying to connect", and does not go back to RPC over HTTP by itself.',
  remedies: (values) => remediesFor(values.generation, byResponseCode(values.responseCode)),
  verify: (values) => testMapi(values.host),
})

/** What is wrong with an answer, by the code of the error that its reader throws. */
const BROKEN: Readonly<Record<string, string>> = {
  'mapi.http-not-done': 'begins, and ends before it is done',
  'mapi.http-pending': 'says that it is at work, over and over, and never comes to an end',
  'mapi.http-no-code': 'has no X-ResponseCode: something else than Exchange answers',
  'mapi.http-content-type': 'has another content type than MAPI over HTTP',
  'mapi.http-request-id': 'is one to another request',
  'mapi.http-framing': 'is not framed as MAPI over HTTP is',
  'mapi.buffer-too-small': 'says that it needs more room than there can be (RopBufferTooSmall)',
  'mapi.no-response': 'holds no answer to it',
  'http.silent': 'does not come, or does not come to an end',
  'mapi.status': 'says that the service failed over it',
}

function otherwise(problem: string): string {
  if (/^http\.closed|^tls\.closed/.test(problem))
    return `does not come: the connection ends first (${problem})`
  return `cannot be read (${problem})`
}

export const mapiHttpAnswerBroken = defineFinding({
  code: 'mapi-http-answer-broken',
  severity: 'error',
  title: 'The answers of MAPI over HTTP do not come through whole',
  values: z.object({
    host,
    path: z.string(),
    request: z.string(),
    /** The code of the error: `mapi.http-not-done`. */
    problem: z.string(),
    /** What the service said, in hexadecimal and by name. */
    code: z.string().optional(),
    generation,
  }),
  example: {
    host: 'mail.contoso.com',
    path: '/mapi/emsmdb/',
    request: 'Execute',
    problem: 'mapi.http-not-done',
  },
  subject: (values) => urlSubject(values.host, values.path),
  sentence: (values) =>
    `The answer of ${values.host}${values.path} to ${values.request} ${BROKEN[values.problem] ?? otherwise(values.problem)}${values.code === undefined ? '' : ` (${values.code})`}.`,
  meaning: () =>
    'Outlook connects and loses the connection, again and again. Either a device on the way changes answers, or holds them back and cuts them off, or the service breaks down over them.',
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        where: 'the proxy or balancer in front of Exchange',
        text: 'Let answers through as they come, without buffering, caching, rewriting or compressing them, and with an idle timeout of more than two minutes for /mapi.',
      },
      {
        generations: SINCE_2013,
        where: 'PowerShell on the Exchange server',
        text: 'When the same happens against the server itself, see what broke down there:',
        commands: [
          "Get-WinEvent -FilterHashtable @{ LogName = 'Application'; Level = 1, 2; StartTime = (Get-Date).AddHours(-1) } | Where-Object ProviderName -match 'MSExchange|ASP.NET|Application Error' | Format-List TimeCreated, ProviderName, Message",
        ],
      },
    ]),
  verify: (values) => testMapi(values.host),
})

export const backendUnreachable = defineFinding({
  code: 'backend-unreachable',
  row: 'H23',
  severity: 'error',
  title: 'The front end of Exchange does not reach its back end',
  values: z.object({
    host,
    path: z.string(),
    status: z.int(),
    /** Who answered, by X-FEServer. */
    frontEnd: z.string(),
    generation,
  }),
  example: {
    host: 'mail.contoso.com',
    path: '/mapi/emsmdb/',
    status: 503,
    frontEnd: 'EX01',
  },
  subject: (values) => ({ kind: 'host', host: values.host }),
  sentence: (values) =>
    `${values.host} lets the user sign in on ${values.path} and then answers ${values.status}: the front end ${values.frontEnd} reaches no back end.`,
  meaning: () =>
    "Who signs in gets an error instead of the password prompt again. Exchange's front end passes requests on to port 444, of the server with the mailbox, most often itself, and nobody answers there: without a certificate on that binding nothing does.",
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        generations: SINCE_2013,
        where: 'PowerShell on the Exchange server',
        text: 'See which certificate is bound to port 444 of "Exchange Back End". When none is shown, or its thumbprint is not in the store any more, bind the self-signed one named "Microsoft Exchange" with the last two lines:',
        commands: [
          'Import-Module WebAdministration',
          'Get-Item IIS:\\SslBindings\\0.0.0.0!444 | Format-List Thumbprint, Sites',
          'Get-ChildItem Cert:\\LocalMachine\\My | Format-Table Thumbprint, FriendlyName, NotAfter',
          "$own = Get-ChildItem Cert:\\LocalMachine\\My | Where-Object FriendlyName -eq 'Microsoft Exchange' | Sort-Object NotAfter | Select-Object -Last 1",
          "(Get-WebBinding -Name 'Exchange Back End' -Protocol https -Port 444).AddSslCertificate($own.Thumbprint, 'My')",
        ],
      },
      {
        generations: SINCE_2013,
        where: 'PowerShell on the Exchange server',
        text: 'Then start the site, its application pools and the services that do not run:',
        commands: [
          "Get-Website 'Exchange Back End' | Where-Object State -ne 'Started' | Start-Website",
          "Get-ChildItem IIS:\\AppPools | Where-Object State -ne 'Started' | Start-WebAppPool",
          "Get-Service MSExchange* | Where-Object { $_.StartType -eq 'Automatic' -and $_.Status -ne 'Running' } | Start-Service",
        ],
      },
    ]),
  verify: () => [
    "curl.exe --insecure --silent --output NUL --write-out '%{http_code}' https://localhost:444/ews/exchange.asmx # on that server; 401 is right",
  ],
})
