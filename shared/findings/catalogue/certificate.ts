import { z } from 'zod'
import { certificate, exampleCertificate, listBound, reissue, subject } from '../certificate-parts.ts'
import { defineFinding } from '../define.ts'
import { thumbprintArgument } from '../powershell.ts'

export const certificateNameMismatch = defineFinding({
  code: 'certificate-name-mismatch',
  row: 'T01',
  severity: 'error',
  title: 'The certificate is for other names',
  values: z.object({ ...certificate, names: z.array(z.string()), commonNameOnly: z.boolean() }),
  example: { ...exampleCertificate, names: ['www.contoso.com', 'contoso.com'], commonNameOnly: false },
  subject,
  sentence: ({ host, names, commonNameOnly }) =>
    commonNameOnly
      ? `The certificate names ${host} only as its common name, which clients no longer look at.`
      : `The certificate that ${host} presents is not for ${host}: it names ${names.length === 0 ? 'no host' : listed(names)}.`,
  meaning: () =>
    'Outlook shows a certificate warning at every start, and Outlook Anywhere does not connect at all: it cannot show the warning and only asks for the password again.',
  remedies: ({ host, names, generation }) => [
    {
      for: 'any',
      where: 'DNS and the URLs of Exchange',
      text: `If clients should use one of the names that the certificate has, publish that name instead of ${host}. Otherwise a certificate with the name is needed:`,
    },
    ...reissue({ host, names: [host, ...names], generation }),
  ],
  verify: ({ host }) => listBound(host),
})

export const certificateExpired = defineFinding({
  code: 'certificate-expired',
  row: 'T02',
  severity: 'error',
  title: 'The certificate has expired, or will soon',
  values: z.object({
    ...certificate,
    state: z.enum(['expired', 'not-yet-valid', 'expires-soon']),
    /** `leaf` or `issuer`: which certificate of the chain. */
    role: z.enum(['leaf', 'issuer']),
    notBefore: z.string(),
    notAfter: z.string(),
    /** Days until (or, negative, since) the date that matters. */
    days: z.int(),
  }),
  example: {
    ...exampleCertificate,
    state: 'expired',
    role: 'leaf',
    notBefore: '2026-08-01T00:00:00.000Z',
    notAfter: '2026-10-30T00:00:00.000Z',
    days: -23,
  },
  subject,
  sentence: ({ host, name, role, state, notBefore, notAfter, days }) => {
    const whose =
      role === 'leaf' ? `The certificate of ${host}` : `The issuing certificate "${name}" of ${host}`
    if (state === 'expired') return `${whose} expired on ${notAfter.slice(0, 10)} (${inDays(-days)} ago).`
    if (state === 'not-yet-valid')
      return `${whose} is valid only from ${notBefore.slice(0, 16).replace('T', ' ')} UTC on.`
    return `${whose} expires on ${notAfter.slice(0, 10)}, in ${inDays(days)}.`
  },
  meaning: ({ state }) =>
    state === 'expires-soon'
      ? 'When it has expired, Outlook shows a certificate warning at every start and Outlook Anywhere stops.'
      : 'Outlook shows a certificate warning at every start, Outlook Anywhere does not connect, and phones stop synchronising.',
  remedies: ({ host, names, generation, state, role }) =>
    state === 'not-yet-valid'
      ? [
          {
            for: 'any',
            where: 'the server that ends TLS',
            text: 'Use the former certificate until then, or have it issued anew; and see that the clocks are right.',
          },
        ]
      : role === 'issuer'
        ? [
            {
              for: 'any',
              where: 'the server that ends TLS',
              text: "Fetch the authority's current intermediate certificate, import it, and delete the old one so that it is no longer sent.",
              commands: ["certutil -addstore CA 'C:\\intermediate.cer'"],
            },
          ]
        : reissue({ host, names, generation }),
  verify: ({ host }) => listBound(host),
})

export const certificateUntrusted = defineFinding({
  code: 'certificate-untrusted',
  row: 'T03',
  severity: 'error',
  title: 'Clients do not trust the certificate',
  values: z.object({
    ...certificate,
    issuer: z.string(),
    why: z.enum(['self-signed', 'private-authority', 'invalid-chain']),
    detail: z.string(),
  }),
  example: {
    ...exampleCertificate,
    issuer: 'mail',
    why: 'self-signed',
    detail: 'the certificate certifies itself',
  },
  subject,
  sentence: ({ host, why, issuer, detail }) =>
    why === 'self-signed'
      ? `The certificate of ${host} is self-signed: no client trusts it.`
      : why === 'private-authority'
        ? `The certificate of ${host} comes from "${issuer}", an authority that no public trust list has.`
        : `The certificate chain of ${host} is not valid: ${detail}.`,
  meaning: ({ why }) =>
    why === 'private-authority'
      ? 'Computers that were given the authority (domain members, as a rule) connect; all others ask for the password again and again, without saying why.'
      : 'Outlook Anywhere asks for the password again and again, without saying why; phones refuse to synchronise.',
  remedies: ({ host, names, generation, why }) => [
    {
      for: 'any',
      where: 'a public certificate authority',
      text: 'Use a certificate of a publicly trusted authority for every name that is reached from outside. The self-signed one that Setup makes is for the servers among themselves.',
    },
    // A certificate that signs itself was made by Setup, for the names of the inside.
    ...reissue({ host, generation, ...(why !== 'self-signed' && { names }) }),
  ],
  verify: ({ host }) => listBound(host),
})

export const certificateChainIncomplete = defineFinding({
  code: 'certificate-chain-incomplete',
  row: 'T04',
  severity: 'warning',
  title: 'An intermediate certificate is not sent',
  values: z.object({
    ...certificate,
    missing: z.string(),
    url: z.string().optional(),
    /** Whether the missing one was fetched, and the chain was valid with it. */
    repaired: z.boolean(),
  }),
  example: {
    ...exampleCertificate,
    missing: 'Example Issuing CA 1',
    url: 'http://ca.example.net/issuing1.cer',
    repaired: true,
  },
  subject,
  sentence: ({ host, missing }) =>
    `${host} does not send the intermediate certificate "${missing}" with its own.`,
  meaning: () =>
    "Windows and Apple's systems fetch what is missing and hide the fault. Android phones, and servers of partners that are not Windows, do not, and fail.",
  remedies: ({ missing, url }) => [
    {
      for: 'Exchange 2007 and later',
      where: 'PowerShell on the server that ends TLS',
      text: `Fetch "${missing}"${url === undefined ? ' from the authority' : ` (the certificate names ${url})`}, import it, and restart the web service so that it is sent:`,
      commands: ["certutil -addstore CA 'C:\\intermediate.cer'", 'iisreset /noforce'],
    },
    {
      for: 'any',
      where: 'a load balancer or reverse proxy that ends TLS',
      text: 'Give it the whole chain: the certificate of the host first, then its intermediates; the root is not needed.',
    },
  ],
  verify: () => ["Get-ChildItem 'Cert:\\LocalMachine\\CA' | Select-Object Subject, Thumbprint, NotAfter"],
})

export const certificateWeak = defineFinding({
  code: 'certificate-weak',
  row: 'T05',
  severity: 'warning',
  title: 'The certificate is weaker than clients accept',
  values: z.object({
    ...certificate,
    weakness: z.enum(['key', 'signature', 'lifetime']),
    detail: z.string(),
    role: z.enum(['leaf', 'issuer']),
  }),
  example: { ...exampleCertificate, weakness: 'key', detail: 'RSA 1024', role: 'leaf' },
  subject,
  sentence: ({ host, role, name, weakness, detail }) => {
    const whose =
      role === 'leaf' ? `The certificate of ${host}` : `The issuing certificate "${name}" of ${host}`
    if (weakness === 'key') return `${whose} has a key that is too short (${detail}).`
    if (weakness === 'signature') return `${whose} is signed with ${detail}, which clients no longer accept.`
    return `${whose} is valid for longer than clients allow (${detail}).`
  },
  meaning: ({ weakness }) =>
    weakness === 'lifetime'
      ? 'Phones and Macs refuse it; Windows does not mind.'
      : 'Current phones, Macs and browsers refuse it, and Windows will.',
  remedies: (values) => reissue(values),
  verify: ({ thumbprint }) => [
    `Get-ExchangeCertificate -Thumbprint ${thumbprintArgument(thumbprint)} | Format-List *`,
  ],
})

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ')
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}
