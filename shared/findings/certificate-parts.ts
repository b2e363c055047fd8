import { z } from 'zod'
import { hostArgument } from './powershell.ts'

/** What every finding about a certificate has: which one, and whose. */
export const certificate = {
  host: z.string(),
  /** SHA-256 of the certificate, hex. */
  sha256: z.string(),
  /** SHA-1 of the certificate, hex: what Windows shows as its thumbprint. */
  thumbprint: z.string(),
  /** The subject's name, for people. */
  name: z.string(),
}

export const exampleCertificate = {
  host: 'mail.contoso.com',
  sha256: 'f2'.repeat(32),
  thumbprint: 'a1'.repeat(20),
  name: 'mail.contoso.com',
}

export const subject = ({ sha256, host }: { sha256: string; host: string }) =>
  ({ kind: 'certificate', sha256, host }) as const

/** What a request says, so that an administrator can paste it: the name goes in only when it is a host name. */
const newRequest = (host: string) =>
  `New-ExchangeCertificate -GenerateRequest -SubjectName ('CN=' + ${hostArgument(host)}) -DomainName ${hostArgument(host)} -PrivateKeyExportable $true`

const ISSUED =
  'Request a new certificate with every name that clients use (further ones behind -DomainName, separated by commas), have it issued, then import and enable it, on every server:'
const enable = "Enable-ExchangeCertificate -Thumbprint '<new thumbprint>' -Services IIS"

/** How a certificate is replaced. */
export const reissue = (host: string) => [
  {
    for: 'Exchange 2010 and later',
    where: 'Exchange Management Shell',
    text: ISSUED,
    commands: [
      `Set-Content -Path 'C:\\request.txt' -Value (${newRequest(host)})`,
      "Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('C:\\new.pfx')) -Password (Get-Credential).Password",
      enable,
    ],
  },
  {
    for: 'Exchange 2007',
    where: 'Exchange Management Shell',
    text: ISSUED,
    commands: [
      `${newRequest(host)} -Path 'C:\\request.txt'`,
      "Import-ExchangeCertificate -Path 'C:\\new.pfx' -Password (Get-Credential).Password",
      enable,
    ],
  },
  {
    for: 'any',
    where: 'a load balancer or reverse proxy that ends TLS',
    text: 'Import the same certificate there with its intermediates, and bind it to the listener: it is the one that clients see.',
  },
]

/** Which certificates an Exchange server has, and for what. */
export const listBound = [
  'Get-ExchangeCertificate | Format-List Thumbprint, Services, NotBefore, NotAfter, CertificateDomains, RootCAType',
]
