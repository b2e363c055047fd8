import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationSchema, remediesFor, SINCE_2013, UP_TO_2010 } from '../generation.ts'
import { hostOrAddressArgument } from '../powershell.ts'

const RPC = '/rpc/rpcproxy.dll'
const urlHost = (name: string) => (name.includes(':') ? `[${name}]` : name)
const proxySubject = (values: { host: string }) =>
  ({ kind: 'url', url: `https://${urlHost(values.host)}${RPC}` }) as const

/** Whom the channels lead to. */
const place = {
  host: z.string(),
  /** The RPC server's name, as the channel's URL has it. */
  server: z.string(),
  endpoint: z.int(),
  generation: generationSchema.optional(),
}
const example = { host: 'mail.contoso.com', server: 'EX01', endpoint: 6001 }

const EMS = 'Exchange Management Shell'
const ON_SERVER = 'PowerShell on the Exchange server'

/** Asks the endpoints again, as this run did. */
const testEndpoints = (name: string) => [
  `outpost rpc-ping ${hostOrAddressArgument(name)} --user '<domain>\\<user>'`,
]

/** Up to 2010 the proxy opens the endpoint's port on the server itself; later it is behind the front end's port 444. */
const PORTS =
  "6001, 6002, 6004 | ForEach-Object { Test-NetConnection -ComputerName '<mailbox server>' -Port $_ } | Format-Table RemotePort, TcpTestSucceeded"

const restartServices = [
  {
    generations: SINCE_2013,
    where: 'Exchange Management Shell on the server that holds the mailbox',
    text: 'Find services and components that do not run and start them, then restart what carries RPC over HTTP; Outlook reconnects by itself:',
    commands: [
      'Test-ServiceHealth | Format-List Role, RequiredServicesRunning, ServicesNotRunning',
      "Get-ServerComponentState -Identity $env:COMPUTERNAME | Where-Object State -ne 'Active'",
      'Restart-Service MSExchangeRPC',
      'Restart-WebAppPool MSExchangeRpcProxyFrontEndAppPool',
      'Restart-WebAppPool MSExchangeRpcProxyAppPool',
    ],
  },
  {
    generations: ['2010'] as const,
    where: 'PowerShell on the Client Access server',
    text: 'See that what listens on the endpoints runs: RPC Client Access on 6001, the address book on 6002 and 6004:',
    commands: [
      'Get-Service MSExchangeRPC, MSExchangeAB | Format-Table Name, Status',
      'Start-Service MSExchangeRPC, MSExchangeAB',
    ],
  },
  {
    generations: ['2007'] as const,
    where: 'PowerShell on the Mailbox server',
    text: 'See that what listens on the endpoints runs: the information store on 6001, the system attendant on 6002 and 6004:',
    commands: ['Get-Service MSExchangeIS, MSExchangeSA | Format-Table Name, Status'],
  },
]

/** How the way behind the proxy ends. */
const HOW: Readonly<Record<string, (values: { code?: string | undefined }) => string>> = {
  refused: ({ code }) =>
    `answers with RPC error ${code ?? 'of an unknown number'}: it does not reach that server`,
  'unknown-server': ({ code }) =>
    `answers ${code ?? '404'} for that name, though it lets the user in: it knows no such server, or may not reach it`,
  port: ({ code }) => `does not pass that port on (${code ?? 'refused'})`,
  interface: ({ code }) =>
    `reaches the server, and what Outlook asks for is not there (${code ?? 'refused'})`,
  silent: () => 'reaches something that takes the connection and does not answer',
  lost: ({ code }) => `lets the connection begin and loses it (${code ?? 'closed'})`,
}

export const rpcServerUnavailable = defineFinding({
  code: 'rpc-server-unavailable',
  row: 'R01',
  severity: 'error',
  title: 'The RPC proxy does not reach the mailbox server',
  values: z.object({
    ...place,
    how: z.enum(['refused', 'unknown-server', 'port', 'interface', 'silent', 'lost']),
    /** What was said, in hexadecimal and by name. */
    code: z.string().optional(),
  }),
  example: { ...example, how: 'refused', code: '0x6ba RPC_S_SERVER_UNAVAILABLE' },
  subject: proxySubject,
  sentence: (values) =>
    `The RPC proxy at ${values.host}, asked for ${values.server}:${values.endpoint}, ${HOW[values.how]?.(values) ?? 'fails'}.`,
  meaning: () =>
    'Signing in works and Outlook still shows "Trying to connect" or asks for the password again: what stands behind the proxy is not reached.',
  remedies: (values) => [
    ...remediesFor(values.generation, restartServices),
    ...remediesFor(values.generation, [
      {
        generations: UP_TO_2010,
        where: 'PowerShell on the Client Access server',
        text: 'See which servers and ports the proxy may reach: the name that Outlook uses has to be among them. 2010 and later write the value themselves; before, the registry holds what somebody set:',
        commands: [
          "Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Rpc\\RpcProxy' | Format-List ValidPorts*, Enabled, WebSite",
        ],
      },
      {
        generations: UP_TO_2010,
        where: 'PowerShell on the server with the RPC proxy',
        text: 'See that the name of the server that holds the mailbox (2007) or answers for it (2010) resolves there, and that no firewall stands between. Windows before Server 2012 has nslookup and telnet for it:',
        commands: ["Resolve-DnsName '<mailbox server>'", PORTS],
      },
      {
        generations: SINCE_2013,
        where: 'PowerShell on the server that clients come to',
        text: 'If the mailbox is on another server (ServerName in Get-Mailbox), see that its name resolves here, and that no firewall stands between. Front ends use port 444 alone:',
        commands: [
          "Resolve-DnsName '<mailbox server>'",
          "Test-NetConnection -ComputerName '<mailbox server>' -Port 444",
        ],
      },
      ...(values.how === 'unknown-server'
        ? [
            {
              generations: SINCE_2013,
              where: EMS,
              text: 'From 2013 on Outlook is sent to the mailbox by its GUID. See whether Autodiscover tells the one that the mailbox has now:',
              commands: [
                "Get-Mailbox -Identity '<address of the mailbox>' | Format-List ExchangeGuid, Database, ServerName",
              ],
            },
          ]
        : []),
    ]),
  ],
  verify: (values) => testEndpoints(values.host),
})

export const rpcDirectoryEndpointDown = defineFinding({
  code: 'rpc-directory-endpoint-down',
  row: 'R02',
  severity: 'error',
  title: 'The directory endpoint alone does not answer',
  values: z.object({ ...place, code: z.string() }),
  example: { ...example, endpoint: 6004, code: '0x6ba RPC_S_SERVER_UNAVAILABLE' },
  subject: proxySubject,
  sentence: (values) =>
    `Through ${values.host} the server ${values.server} answers on port 6001, and not on ${values.endpoint}, where the address book is (${values.code}).`,
  meaning: () =>
    'Outlook opens the mailbox and cannot ask the address book: profiles cannot be made, "Check Name" fails, and Outlook connects again and again.',
  remedies: (values) =>
    remediesFor(values.generation, [
      {
        generations: ['2007'],
        where: 'PowerShell on the Client Access server',
        text: 'Exchange 2007 on Windows Server 2008 listens for the directory on IPv4 alone, while the proxy asks by IPv6. Install Update Rollup 4 for SP1 or later; until then switch IPv6 off for it, then restart:',
        commands: [
          "Set-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters' -Name DisabledComponents -Type DWord -Value 0xFF",
        ],
      },
      {
        generations: ['2010'],
        where: 'PowerShell on the Client Access server',
        text: 'See that the address book service runs, and on which port it listens:',
        commands: [
          'Get-Service MSExchangeAB | Format-Table Name, Status',
          'Start-Service MSExchangeAB',
          "netstat -ano | Select-String ':6004\\s.*LISTENING'",
        ],
      },
      ...restartServices.filter(({ generations }) => generations === SINCE_2013),
    ]),
  verify: (values) => testEndpoints(values.host),
})

export const idleTimeoutShort = defineFinding({
  code: 'idle-timeout-short',
  row: 'R04',
  severity: 'warning',
  title: 'Idle connections are cut',
  values: z.object({
    host: z.string(),
    /** `announced`: what the proxy says it bears (CONN/A3); `cut`: a connection was held, and cut. */
    how: z.enum(['announced', 'cut']),
    seconds: z.number(),
    /** Of `cut`: how long the proxy announced to bear silence. */
    announcedSeconds: z.number().optional(),
  }),
  example: { host: 'mail.contoso.com', how: 'announced', seconds: 60 },
  subject: proxySubject,
  sentence: (values) =>
    values.how === 'announced'
      ? `The RPC proxy at ${values.host} cuts connections on which nothing goes for ${values.seconds} seconds; less than two minutes is less than its clients expect.`
      : `A connection through ${values.host} that was held and kept alive as Outlook does it was cut after ${values.seconds} seconds${values.announcedSeconds === undefined ? '' : `, though the proxy says that it bears ${values.announcedSeconds} seconds of silence`}.`,
  meaning: () =>
    'Outlook loses its connection whenever nobody works with it, and shows "Trying to connect" again and again.',
  remedies: () => [
    {
      for: 'any',
      where: 'PowerShell on the Exchange server',
      text: 'Tell clients that connections are cut by something on the way, so that they keep them alive more often than it cuts:',
      commands: [
        "New-Item 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\RPC' -Force | Out-Null",
        "Set-ItemProperty 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\RPC' -Name MinimumConnectionTimeout -Type DWord -Value 120",
        'iisreset',
      ],
    },
    {
      for: 'any',
      where: 'PowerShell on the Exchange server',
      text: 'Have Windows itself keep connections alive, every half an hour at the latest; it wants a restart:',
      commands: [
        "Set-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters' -Name KeepAliveTime -Type DWord -Value 1800000",
      ],
    },
    {
      for: 'any',
      where: 'firewalls, balancers and proxies on the way',
      text: 'Set the idle timeout for connections to Exchange longer than what clients are told: an hour, if nothing speaks against it.',
    },
  ],
  verify: () => [
    "Get-ItemProperty 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\RPC' -ErrorAction SilentlyContinue | Format-List MinimumConnectionTimeout",
  ],
})

const BY = { ntlm: 'NTLM', negotiate: 'Negotiate' } as const

export const rpcAccessDenied = defineFinding({
  code: 'rpc-access-denied',
  row: 'A10',
  severity: 'error',
  title: 'RPC refuses access after HTTP let in',
  values: z.object({
    ...place,
    level: z.enum(['none', 'connect', 'integrity', 'privacy']),
    /** By what the user signed in, or was to alone. */
    security: z.enum(['ntlm', 'negotiate']).optional(),
    /** The server does not know that, or neither of the two: nobody was refused yet. */
    unknownPackage: z.boolean().optional(),
    code: z.string(),
  }),
  example: { ...example, level: 'privacy', security: 'ntlm', code: '0x5 ERROR_ACCESS_DENIED' },
  subject: proxySubject,
  sentence: (values) => {
    const [front, behind] = [values.host, `${values.server}:${values.endpoint}`]
    if (values.level === 'none') {
      return `${front} lets the user in, and ${behind} behind it refuses a call of somebody who did not sign in by RPC too (${values.code}).`
    }
    if (values.unknownPackage) {
      const packages =
        values.security === undefined ? 'neither NTLM nor Negotiate' : `no ${BY[values.security]}`
      return `${front} lets the user in, and ${behind} behind it takes ${packages} in RPC (${values.code}).`
    }
    return `${front} lets the user in, and ${behind} behind it does not accept the same user by ${BY[values.security ?? 'ntlm']} in RPC, at the level ${values.level} (${values.code}).`
  },
  meaning: () =>
    'Outlook signs in at the front and is refused behind it: it asks for the password again and again, with the right one too.',
  remedies: (values) => [
    {
      for: 'any',
      where: 'PowerShell on the Exchange servers and domain controllers',
      text: 'All of them, and the clients, have to take NTLMv2: see which answers they send and accept (5 is the strictest), and that all agree:',
      commands: [
        "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa' | Format-List LmCompatibilityLevel, RestrictSendingNTLMTraffic, RestrictReceivingNTLMTraffic",
        "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0' | Format-List NtlmMinClientSec, NtlmMinServerSec",
      ],
    },
    {
      for: 'any',
      where: 'PowerShell on a domain controller',
      text: 'See whether domain controllers agree on the user: a password that was changed lately is not known everywhere.',
      commands: ['repadmin.exe /replsummary', 'dcdiag.exe /test:NetLogons'],
    },
    ...remediesFor(values.generation, [
      {
        generations: SINCE_2013,
        where: ON_SERVER,
        text: 'See what Exchange says about the refusal:',
        commands: [
          "Get-ChildItem (Join-Path $env:ExchangeInstallPath 'Logging\\RPC Client Access') | Sort-Object LastWriteTime | Select-Object -Last 1 | Get-Content -Tail 20",
        ],
      },
    ]),
  ],
  verify: (values) => testEndpoints(values.host),
})

/** Where RPC over HTTP breaks off, as a sentence goes on from there. */
const STAGES = {
  http: 'at the proxy, before its channels are open',
  rts: 'while its channels are being joined',
  bind: 'while an interface is being bound',
  call: 'in a call',
} as const

export const rpcAnswerBroken = defineFinding({
  code: 'rpc-answer-broken',
  severity: 'error',
  title: 'What comes back by RPC over HTTP cannot be used',
  values: z.object({
    ...place,
    stage: z.enum(['http', 'rts', 'bind', 'call']),
    /** The code of the error: `rpc.truncated`, `ntlm.checksum`. */
    problem: z.string(),
    /** What a server said, in hexadecimal and by name. */
    code: z.string().optional(),
  }),
  example: { ...example, stage: 'call', problem: 'ntlm.checksum' },
  subject: proxySubject,
  sentence: (values) =>
    `RPC over HTTP through ${values.host} to ${values.server}:${values.endpoint} breaks off ${STAGES[values.stage]}: ${whatBroke(values)}.`,
  meaning: () =>
    'Outlook connects and loses the connection, or never gets one. Either a device on the way changes or cuts what goes through it, or the server breaks down over the request.',
  remedies: (values) => [
    {
      for: 'any',
      where: 'the proxy or balancer in front of Exchange',
      text: 'Let both channels through as they come, without buffering, caching, rewriting or inspecting them. To see whether it is that, ask the server itself, with --resolve.',
    },
    ...remediesFor(values.generation, restartServices),
  ],
  verify: (values) => testEndpoints(values.host),
})

function whatBroke({ problem, code }: { problem: string; code?: string | undefined }): string {
  if (code !== undefined) return `the server answers ${code}`
  if (problem.startsWith('ntlm.')) return `the signature of an answer is wrong (${problem})`
  if (problem === 'rpc.unprotected') return 'an answer is not protected as it was agreed on'
  if (problem === 'rpc.truncated') return 'a message ends in its middle'
  return `what came is no message that has a place there (${problem})`
}

export const referralRefused = defineFinding({
  code: 'referral-refused',
  row: 'R05',
  severity: 'warning',
  title: 'Outlook is not told which server has its address book',
  values: z.object({
    ...place,
    /** What was returned, in hexadecimal and by name. */
    code: z.string(),
  }),
  example: { ...example, endpoint: 6002, code: '0x80004005 ecError' },
  subject: (values) => ({ kind: 'host', host: values.host }),
  sentence: (values) =>
    `The referral service of ${values.server}, asked through ${values.host}, names no address book for the user (RfrGetNewDSA returns ${values.code}).`,
  meaning: () =>
    'Outlook asks it when it makes a profile, and each time it opens the address book: it then asks the mailbox server itself, or shows an empty address book.',
  remedies: (values) => [
    ...remediesFor(values.generation, restartServices),
    ...remediesFor(values.generation, [
      {
        where: ON_SERVER,
        text: 'The service has to find a global catalog. See which ones the servers use:',
        commands: ['Get-ExchangeServer -Status | Format-List Name, CurrentGlobalCatalogs'],
      },
    ]),
  ],
  verify: (values) => testEndpoints(values.host),
})
