import { z } from 'zod'
import { certificate, exampleCertificate, listBound, reissue, subject } from '../certificate-parts.ts'
import { defineFinding } from '../define.ts'
import { hostOrAddressArgument } from '../powershell.ts'

const role = z.enum(['leaf', 'issuer'])

const WAYS = {
  staple: 'the server itself says so, by the answer that it staples',
  ocsp: 'its issuer says so when asked (OCSP)',
  crl: "its issuer's revocation list says so",
} as const

export const certificateRevoked = defineFinding({
  code: 'certificate-revoked',
  row: 'T13',
  severity: 'error',
  title: 'The certificate has been revoked',
  values: z.object({
    ...certificate,
    role,
    how: z.enum(['staple', 'ocsp', 'crl']),
    /** When, and why where the issuer says it. */
    detail: z.string(),
  }),
  example: {
    ...exampleCertificate,
    role: 'leaf',
    how: 'ocsp',
    detail: 'on 2026-11-01T09:00:00.000Z, keyCompromise',
  },
  subject,
  sentence: ({ host, name, role, how, detail }) =>
    role === 'leaf'
      ? `The certificate of ${host} was revoked ${detail}: ${WAYS[how]}.`
      : `The issuing certificate "${name}" of ${host} was revoked ${detail}: ${WAYS[how]}.`,
  meaning: () =>
    'Clients that ask refuse it, and those that do not, or did some days ago, go on: Outlook fails on some computers and works on others.',
  remedies: ({ host, names, generation, role }) => [
    ...(role === 'leaf'
      ? []
      : [
          {
            for: 'any',
            where: 'the certificate authority',
            text: 'Ask it for a certificate below another of its intermediates: nothing on the server mends a revoked issuer.',
          },
        ]),
    ...reissue({ host, names, generation }),
  ],
  verify: ({ host }) => listBound(host),
})

export const certificateStapleMissing = defineFinding({
  code: 'certificate-staple-missing',
  row: 'T13',
  severity: 'error',
  title: 'The certificate demands a stapled answer, and none comes with it',
  values: z.object({ ...certificate, staple: z.enum(['none', 'unusable']) }),
  example: { ...exampleCertificate, staple: 'none' },
  subject,
  sentence: ({ host, staple }) =>
    staple === 'none'
      ? `The certificate of ${host} demands a stapled OCSP answer ("must-staple"), and the server sends none.`
      : `The certificate of ${host} demands a stapled OCSP answer ("must-staple"), and the one that the server sends is of no use.`,
  meaning: () =>
    'Clients that heed the demand refuse the connection, whatever else is right. The others do not notice.',
  remedies: ({ host, names, generation }) => [
    {
      for: 'Windows Server 2008 and later',
      where: 'the server that ends TLS',
      text: 'Windows staples by itself once it has reached the OCSP responder of the issuer: let the server out to the address in the certificate (port 80).',
      commands: ["certutil -url 'C:\\certificate.cer'"],
    },
    {
      for: 'any',
      where: 'a load balancer or reverse proxy that ends TLS',
      text: 'Switch OCSP stapling on, and let the device reach the responder. If it cannot staple, order a certificate without "must-staple":',
    },
    ...reissue({ host, names, generation }),
  ],
  verify: ({ host }) => [
    `curl.exe --silent --head --cert-status ('https://{0}/' -f ${hostOrAddressArgument(host)})`,
  ],
})

export const revocationUnknown = defineFinding({
  code: 'revocation-unknown',
  severity: 'info',
  title: 'Whether the certificate was revoked could not be asked',
  values: z.object({
    ...certificate,
    role,
    inVain: z.array(z.object({ how: z.enum(['ocsp', 'crl']), url: z.string(), why: z.string() })),
  }),
  example: {
    ...exampleCertificate,
    role: 'leaf',
    inVain: [
      {
        how: 'ocsp',
        url: 'http://ocsp.example.net/issuing1',
        why: 'ocsp.example.net answers with status 502',
      },
    ],
  },
  subject,
  sentence: ({ host, name, role, inVain }) => {
    const whose =
      role === 'leaf' ? `the certificate of ${host}` : `the issuing certificate "${name}" of ${host}`
    const tried = inVain.map(
      ({ how, url, why }) => `${how === 'ocsp' ? 'OCSP' : 'the list'} at ${url}: ${why}`,
    )
    return `Nobody could say whether ${whose} was revoked (${tried.join('; ')}).`
  },
  meaning: () =>
    'Clients that cannot ask go on without an answer, some after a wait of several seconds. Nothing is wrong with the estate.',
  remedies: () => [
    {
      for: 'any',
      where: 'the certificate authority, or the network between',
      text: 'If it stays so for days, ask the authority. If only this vantage cannot reach it, nothing needs to be done.',
    },
  ],
  verify: () => [],
})
