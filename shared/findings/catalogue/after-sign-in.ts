import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationSchema, remediesFor, SINCE_2013, UP_TO_2010 } from '../generation.ts'
import { hostOrAddressArgument } from '../powershell.ts'
import { isFront, productName, productSchema } from '../products.ts'

const host = z.string()
const path = z.string()
const generation = generationSchema.optional()
const urlHost = (name: string) => (name.includes(':') ? `[${name}]` : name)
const urlSubject = (values: { host: string; path: string }) =>
  ({ kind: 'url', url: `https://${urlHost(values.host)}${values.path}` }) as const

const ON_SERVER = 'PowerShell on the Exchange server'
const IN_FRONT = 'the reverse proxy, load balancer or firewall in front of Exchange'

/** Asks the path as a user; 200 is healthy, and for MAPI over HTTP and RPC over HTTP a short answer. */
const askAsUser = (values: { host: string; path: string }) => [
  `curl.exe --http1.1 --silent --include --max-time 20 --ntlm --user '<DOMAIN>\\<user>' ('https://{0}${/^\/[A-Za-z0-9./_-]*$/.test(values.path) ? values.path : '/'}' -f ${hostOrAddressArgument(values.host)})`,
]

/** What serves a path from 2013 on: its application pools, front end first, and the folder of its front end's log. */
const SERVICES = {
  rpc: { pools: ['MSExchangeRpcProxyFrontEndAppPool', 'MSExchangeRpcProxyAppPool'], log: 'RpcHttp' },
  mapi: { pools: ['MSExchangeMapiFrontEndAppPool', 'MSExchangeMapiMailboxAppPool'], log: 'Mapi' },
  autodiscover: { pools: ['MSExchangeAutodiscoverAppPool'], log: 'Autodiscover' },
} as const

/** What a status says, as a sentence goes on from it. */
function meaningOf(status: number): string {
  if (status < 300) return 'something else than the service answers, and takes the request for its own'
  if (status < 400) return 'whoever asks is sent elsewhere, and Outlook does not follow there'
  if (status === 403) return 'the user is known, and somebody denies him the path'
  if (status === 404) return 'nobody serves the path to somebody who is signed in'
  if (status < 500) return 'the request is not taken as Outlook makes it'
  if (status === 502) return 'a gateway got no answer that it could use from what is behind it'
  if (status === 503) return 'what should serve the request does not run, or is taken out of service'
  if (status === 504) return 'a gateway waited for what is behind it, and gave up'
  return 'the service breaks down over the request'
}

export const errorAfterSignIn = defineFinding({
  code: 'error-after-sign-in',
  row: 'H13',
  severity: 'error',
  title: 'Who is signed in gets an error in place of the service',
  values: z.object({
    host,
    path,
    service: z.enum(['rpc', 'mapi', 'autodiscover']),
    /** What was asked: `Connect`, `RPC_OUT_DATA`, `POST`. */
    request: z.string(),
    status: z.int(),
    /** Who wrote the answer. */
    product: productSchema,
    generation,
  }),
  example: {
    host: 'mail.contoso.com',
    path: '/mapi/emsmdb/',
    service: 'mapi',
    request: 'Connect',
    status: 502,
    product: 'nginx',
  },
  subject: urlSubject,
  sentence: ({ host, path, request, status, product }) =>
    `${host} takes the user's sign-in on ${path}, and ${product === 'unknown' ? 'something' : productName(product)} answers ${request} with ${status}: ${meaningOf(status)}.`,
  meaning: ({ service }) =>
    service === 'autodiscover'
      ? 'Outlook gets no settings from here: it looks elsewhere, and makes no profile where there is nowhere else.'
      : 'Whoever asks without signing in sees nothing wrong. Outlook signs in and is disconnected again, over and over.',
  remedies: ({ host, service, status, product, generation }) => {
    const { pools, log } = SERVICES[service]
    const front = {
      for: 'any',
      where: isFront(product) ? `${productName(product)}, in front of Exchange` : IN_FRONT,
      text:
        status >= 500
          ? 'See what its log says of this request: to which server it went, and whether that refused, was too slow, or is out by a health check. A server that fails belongs out of the pool.'
          : 'See that its rule for the path passes the request on as it is, with its verb and its fields, and looks into no body.',
    }
    const inside = remediesFor(generation, [
      {
        generations: SINCE_2013,
        where: ON_SERVER,
        text: 'See what the front end says of the request, and to which server it passed it on:',
        commands: [
          `Get-ChildItem (Join-Path $env:ExchangeInstallPath 'Logging\\HttpProxy\\${log}') | Sort-Object LastWriteTime | Select-Object -Last 1 | Get-Content -Tail 20`,
        ],
      },
      {
        generations: SINCE_2013,
        where: ON_SERVER,
        text: 'Restart what serves the path, and see what the event log says when that does not help:',
        commands: [
          ...pools.map((pool) => `Restart-WebAppPool ${pool}`),
          "Get-WinEvent -FilterHashtable @{ LogName = 'Application'; Level = 1, 2; StartTime = (Get-Date).AddHours(-1) } | Where-Object ProviderName -match 'MSExchange|ASP.NET|Application Error' | Format-List TimeCreated, ProviderName, Message",
        ],
      },
      {
        generations: UP_TO_2010,
        where: 'PowerShell on the Client Access server',
        text: 'See what the event log says of the time of the request:',
        commands: [
          "Get-WinEvent -FilterHashtable @{ LogName = 'Application'; Level = 1, 2; StartTime = (Get-Date).AddHours(-1) } | Format-List TimeCreated, ProviderName, Message",
        ],
      },
    ])
    const direct = {
      for: 'any',
      where: 'Outpost',
      text: 'To see which side of the proxy it is, ask a server itself:',
      commands: [
        `outpost outlook-anywhere '<address>' --user '<user>' --resolve ('{0}=<address of Exchange>' -f ${hostOrAddressArgument(host)})`,
      ],
    }
    return isFront(product) ? [front, direct, ...inside] : [...inside, front, direct]
  },
  verify: askAsUser,
})

/** How a sign-in breaks off, as a sentence goes on from the host. */
const HOW = {
  'not-asked': ({ status }: { status?: number | undefined }) =>
    `answers ${status ?? 'something'} to the first message of a sign-in, where it should ask for the next`,
  'refused-later': () => 'lets the user in, and refuses the same user a moment later',
  inconsistent: () =>
    'refuses a sign-in that is bound to its certificate and one that is not, and takes one that is bound to another',
  silent: () => 'does not answer a sign-in',
  'broken-off': ({ problem }: { problem?: string | undefined }) =>
    `breaks the sign-in off: the connection, or the answer, is of no use${problem === undefined ? '' : ` (${problem})`}`,
} as const

export const signInBroken = defineFinding({
  code: 'sign-in-broken',
  row: 'H05',
  severity: 'error',
  title: 'A sign-in breaks off',
  values: z.object({
    host,
    path,
    /**
     * - `not-asked`: an answer that asks for nothing, to the first message of NTLM
     * - `refused-later`: let in, and refused the next time
     * - `inconsistent`: whether it is let in follows no rule
     * - `silent`: no answer
     * - `broken-off`: the connection ended, or what came cannot be read
     */
    how: z.enum(['not-asked', 'refused-later', 'inconsistent', 'silent', 'broken-off']),
    /** Of `not-asked`. */
    status: z.int().optional(),
    /** The code of the error, of `broken-off`: `http.closed-before-response`. */
    problem: z.string().optional(),
    generation,
  }),
  example: { host: 'mail.contoso.com', path: '/rpc/rpcproxy.dll', how: 'refused-later' },
  subject: urlSubject,
  sentence: ({ host, path, how, ...values }) => `${host}, on ${path}, ${HOW[how](values)}.`,
  meaning: ({ how }) =>
    how === 'refused-later' || how === 'inconsistent'
      ? 'The password is right: it was taken before. Servers that take turns do not agree, or one of them does not reach a domain controller. Outlook asks for the password now and then.'
      : 'Nobody says that the password is wrong; nobody gets as far as to judge it. Something on the way does not let sign-ins through, or what should judge them hangs or breaks down. Outlook asks for the password again, or says that the server is not available.',
  remedies: ({ how, generation }) => [
    how === 'refused-later' || how === 'inconsistent'
      ? {
          for: 'any',
          where: 'the load balancer in front of Exchange',
          text: 'Leave one server alone in the pool, and then each of the others: the one that refuses is the one to look at.',
        }
      : {
          for: 'any',
          where: IN_FRONT,
          text: 'Let requests with Authorization, and their answers with WWW-Authenticate, through as they are, each client on one connection of its own. A web application firewall may take NTLM for an attack.',
        },
    ...remediesFor(generation, [
      {
        where: 'PowerShell on each Exchange server',
        text: 'See that the server reaches a domain controller and is trusted by it, and what it says of sign-ins that failed; too few NTLM sign-ins at a time show as event 5783, 5816 or 5817:',
        commands: [
          'Test-ComputerSecureChannel',
          "Get-WinEvent -FilterHashtable @{ LogName = 'System'; ProviderName = 'NETLOGON'; StartTime = (Get-Date).AddDays(-1) } | Format-List TimeCreated, Id, Message",
        ],
      },
    ]),
  ],
  verify: askAsUser,
})
