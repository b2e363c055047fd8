import { z } from 'zod'
import { type Generation, generationSchema, remediesFor } from './generation.ts'
import { certificateNamesArgument, hostArgument, hostOrAddressArgument } from './powershell.ts'

/** What every finding about a certificate has: which one, and whose. */
export const certificate = {
  host: z.string(),
  /** SHA-256 of the certificate, hex. */
  sha256: z.string(),
  /** SHA-1 of the certificate, hex: what Windows shows as its thumbprint. */
  thumbprint: z.string(),
  /** The subject's name, for people. */
  name: z.string(),
  /** The hosts that it is for; absent in reports of earlier versions. */
  names: z.array(z.string()).optional(),
  /** Of the servers that are to get another one, where the run learned it. */
  generation: generationSchema.optional(),
}

export const exampleCertificate = {
  host: 'mail.contoso.com',
  sha256: 'f2'.repeat(32),
  thumbprint: 'a1'.repeat(20),
  name: 'mail.contoso.com',
  names: ['mail.contoso.com', 'autodiscover.contoso.com'],
}

export const subject = ({ sha256, host }: { sha256: string; host: string }) =>
  ({ kind: 'certificate', sha256, host }) as const

/** What a request says, so that an administrator can paste it: only host names go in. */
const newRequest = (host: string, names: readonly string[]) =>
  `New-ExchangeCertificate -GenerateRequest -SubjectName ('CN=' + ${hostArgument(host)}) -DomainName ${certificateNamesArgument(names.length > 0 ? names : [host])} -PrivateKeyExportable $true`

const requestFor = (names: readonly string[]) =>
  `On one server: request a certificate for ${names.length > 0 ? 'the public names of the present one; add any that clients use beside them' : 'this name; add every other that clients use, separated by commas'}. Have the authority sign C:\\request.txt, save what it sends as C:\\new.cer, then import that on the same server and switch it on:`

const FURTHER =
  'On every further server: export the new certificate with its key from the first one (certlm.msc, Personal), then import it and switch it on:'

const SINCE_2010: readonly Generation[] = ['2010', '2013', '2016', '2019', 'se']

interface Replaced {
  readonly host: string
  readonly names?: readonly string[] | undefined
  readonly generation?: Generation | undefined
}

/** How a certificate is replaced; `names` are all that the new one is to have. */
export const reissue = ({ host, names = [], generation }: Replaced) =>
  remediesFor(generation, [
    {
      generations: SINCE_2010,
      where: 'Exchange Management Shell',
      text: requestFor(names),
      commands: [
        `Set-Content -Path 'C:\\request.txt' -Value (${newRequest(host, names)})`,
        "Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('C:\\new.cer')) | Enable-ExchangeCertificate -Services IIS",
      ],
    },
    {
      generations: SINCE_2010,
      where: 'Exchange Management Shell',
      text: FURTHER,
      commands: [
        "Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('C:\\new.pfx')) -Password (Get-Credential).Password | Enable-ExchangeCertificate -Services IIS",
      ],
    },
    {
      generations: ['2007'],
      where: 'Exchange Management Shell',
      text: requestFor(names),
      commands: [
        `${newRequest(host, names)} -Path 'C:\\request.txt'`,
        "Import-ExchangeCertificate -Path 'C:\\new.cer' | Enable-ExchangeCertificate -Services IIS",
      ],
    },
    {
      where: 'a load balancer or reverse proxy that ends TLS',
      text: 'Import the same certificate there with its intermediates, and bind it to the listener: it is the one that clients see.',
    },
  ])

/** Which certificates an Exchange server has, and for what; and the one that clients see. */
export const listBound = (host: string) => [
  'Get-ExchangeCertificate | Format-List Thumbprint, Services, NotBefore, NotAfter, CertificateDomains, RootCAType',
  `outpost certificate ${hostOrAddressArgument(host)}`,
]
