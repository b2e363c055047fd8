import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { hostOrAddressArgument } from '../powershell.ts'

const endpoint = { host: z.string(), address: z.string(), port: z.int() }

/** Where Windows keeps what Schannel offers; the same keys on every version that Exchange runs on. */
const SCHANNEL = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL'

/** Makes the key where it is not there, and leaves what else is in it alone, which the registry provider of PowerShell does not. */
const set = (key: string, name: string, value: 0 | 1) =>
  `reg add '${key}' /v ${name} /t REG_DWORD /d ${value} /f`

const enableTls12 = [
  set(`${SCHANNEL}\\Protocols\\TLS 1.2\\Server`, 'Enabled', 1),
  set(`${SCHANNEL}\\Protocols\\TLS 1.2\\Server`, 'DisabledByDefault', 0),
  set('HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319', 'SchUseStrongCrypto', 1),
]

/** The keys that switch off what was accepted, by its name. */
const KEYS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['SSL 3.0', 'TLS 1.0', 'TLS 1.1'].map((version): [string, readonly string[]] => [
    version,
    [`${SCHANNEL}\\Protocols\\${version}\\Server`],
  ]),
  ['3DES', [`${SCHANNEL}\\Ciphers\\Triple DES 168`]],
  ['RC4', ['40', '56', '64', '128'].map((bits) => `${SCHANNEL}\\Ciphers\\RC4 ${bits}/128`)],
])

function disableCommands(accepted: readonly string[]): string[] {
  return accepted.flatMap((item) => (KEYS.get(item) ?? []).map((key) => set(key, 'Enabled', 0)))
}

export const tlsVersionUnusable = defineFinding({
  code: 'tls-version-unusable',
  row: 'T09',
  severity: 'error',
  title: 'No TLS version that current clients accept',
  values: z.object({ ...endpoint, newest: z.string() }),
  example: { host: 'mail.contoso.com', address: '192.0.2.10', port: 443, newest: 'TLS 1.0' },
  subject: ({ host, address, port }) => ({ kind: 'endpoint', address, port, host }),
  sentence: ({ host, address, newest }) =>
    `${host} (${address}) offers nothing newer than ${newest}: current Windows refuses to connect.`,
  meaning: () => 'Outlook on a current Windows, and every current phone, cannot connect at all.',
  remedies: () => [
    {
      for: 'Exchange 2010 SP3 RU19 and later, 2013 CU19 and later, 2016 CU8 and later, 2019, Subscription Edition',
      where: 'PowerShell on the server that ends TLS, Exchange or a Windows reverse proxy',
      text: 'Update Exchange and Windows first, then switch TLS 1.2 on and restart the server:',
      commands: enableTls12,
    },
    {
      for: 'any',
      where: 'a load balancer or reverse proxy that ends TLS',
      text: 'Allow TLS 1.2 (and 1.3) in its client-side profile.',
    },
  ],
  verify: ({ host }) => [`outpost certificate ${hostOrAddressArgument(host)}`],
})

export const tlsVersionLegacy = defineFinding({
  code: 'tls-version-legacy',
  row: 'T10',
  severity: 'warning',
  title: 'Outdated TLS versions or ciphers are still accepted',
  values: z.object({ ...endpoint, accepted: z.array(z.string()) }),
  example: {
    host: 'mail.contoso.com',
    address: '192.0.2.10',
    port: 443,
    accepted: ['TLS 1.0', 'TLS 1.1', '3DES'],
  },
  subject: ({ host, address, port }) => ({ kind: 'endpoint', address, port, host }),
  sentence: ({ host, address, accepted }) => `${host} (${address}) still accepts ${accepted.join(', ')}.`,
  meaning: () =>
    'No current Outlook uses them, but whoever sits between can try to force them on a connection, and audits fail on them.',
  remedies: ({ accepted }) => [
    {
      for: 'any',
      where:
        'PowerShell on the server that ends TLS (Exchange or the Windows reverse proxy), then restart it',
      text: 'See first that TLS 1.2 is on for every server and client of the organisation, then switch the old ones off:',
      commands: disableCommands(accepted),
    },
    {
      for: 'any',
      where: 'a load balancer or reverse proxy that ends TLS',
      text: 'Take them out of its client-side profile.',
    },
  ],
  verify: ({ host, port }) => [
    `curl.exe --silent --head --tls-max 1.1 --output NUL --write-out '%{ssl_verify_result} %{errormsg}' ('https://{0}:${port}/' -f ${hostOrAddressArgument(host)})`,
  ],
})

export const clientCertificateRequired = defineFinding({
  code: 'client-certificate-required',
  row: 'T11',
  severity: 'error',
  title: 'The server insists on a client certificate',
  values: z.object({ ...endpoint, when: z.enum(['handshake', 'post-handshake', 'renegotiation']) }),
  example: { host: 'mail.contoso.com', address: '192.0.2.10', port: 443, when: 'handshake' },
  subject: ({ host, address, port }) => ({ kind: 'endpoint', address, port, host }),
  sentence: ({ host, address }) =>
    `${host} (${address}) ends the connection when the client has no certificate of its own.`,
  meaning: () => 'Outlook has none to show: it says that the server is not available, or asks for one.',
  remedies: () => [
    {
      for: 'Exchange 2007 and later',
      where: 'PowerShell on the Exchange server',
      text: 'Have client certificates ignored on the directories that Outlook uses. See which require one (SslRequireCert), and set those back, here for Rpc:',
      commands: [
        'Import-Module WebAdministration',
        "'Autodiscover', 'EWS', 'mapi', 'OAB', 'Rpc' | ForEach-Object { Get-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location \"Default Web Site/$_\" -Filter 'system.webServer/security/access' -Name sslFlags }",
        "Set-WebConfigurationProperty -PSPath 'MACHINE/WEBROOT/APPHOST' -Location 'Default Web Site/Rpc' -Filter 'system.webServer/security/access' -Name sslFlags -Value 'Ssl,Ssl128'",
      ],
    },
    {
      for: 'any',
      where: 'a load balancer or reverse proxy that ends TLS',
      text: 'Set the client certificate to "ignore" or "optional" for the names that Outlook uses.',
    },
  ],
  verify: () => ["netsh http show sslcert | Select-String 'Negotiate Client Certificate'"],
})

export const sniRequired = defineFinding({
  code: 'sni-required',
  row: 'T14',
  severity: 'info',
  title: 'Clients without SNI get another certificate, or none',
  values: z.object({ ...endpoint, outcome: z.enum(['other-certificate', 'refused']) }),
  example: { host: 'mail.contoso.com', address: '192.0.2.10', port: 443, outcome: 'other-certificate' },
  subject: ({ host, address, port }) => ({ kind: 'endpoint', address, port, host }),
  sentence: ({ host, address, outcome }) =>
    outcome === 'refused'
      ? `${host} (${address}) refuses a handshake that does not name the server (SNI).`
      : `${host} (${address}) presents another certificate when the handshake does not name the server (SNI).`,
  meaning: () =>
    'Every current Outlook names the server. Windows XP, some old phones, scanners and monitoring probes do not, and cannot connect.',
  remedies: () => [
    {
      for: 'any',
      where: 'the server or load balancer that ends TLS',
      text: 'Only if such clients matter: make the certificate of Exchange the default one of the address.',
    },
  ],
  verify: () => [],
})

export const tlsHandshakeFailed = defineFinding({
  code: 'tls-handshake-failed',
  severity: 'error',
  title: 'TLS cannot be set up',
  values: z.object({ ...endpoint, error: z.string(), detail: z.string() }),
  example: {
    host: 'mail.contoso.com',
    address: '192.0.2.10',
    port: 443,
    error: 'tls.alert',
    detail: 'the server ended the handshake with the alert handshake_failure',
  },
  subject: ({ host, address, port }) => ({ kind: 'endpoint', address, port, host }),
  sentence: ({ host, address, port, detail }) =>
    `Port ${port} of ${host} (${address}) accepts connections, but TLS cannot be set up: ${detail}.`,
  meaning: () => 'Outlook cannot connect by this name.',
  remedies: () => [
    {
      for: 'Exchange 2007 and later',
      where: 'PowerShell on the Exchange server',
      text: 'See that a certificate is bound to the HTTPS site, and that its private key is there:',
      commands: [
        'netsh http show sslcert',
        'Get-ExchangeCertificate | Format-List Thumbprint, Services, HasPrivateKey, NotAfter, CertificateDomains',
      ],
    },
    {
      for: 'any',
      where: 'a load balancer or reverse proxy in front',
      text: 'See that the port really speaks TLS, and that a certificate is bound for this name.',
    },
  ],
  verify: ({ host, port }) => [
    `curl.exe --verbose --head --max-time 20 ('https://{0}:${port}/' -f ${hostOrAddressArgument(host)})`,
  ],
})
