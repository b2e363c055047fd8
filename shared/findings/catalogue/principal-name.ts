import { z } from 'zod'
import { certificate, exampleCertificate } from '../certificate-parts.ts'
import { defineFinding } from '../define.ts'
import { principalNameArgument } from '../powershell.ts'

const values = z.object({
  ...certificate,
  /** As Autodiscover hands it out: `msstd:mail.contoso.com`. */
  principalName: z.string(),
  /** Of the certificate; empty when it has none. */
  commonName: z.string(),
})

const example = {
  ...exampleCertificate,
  principalName: 'msstd:owa.contoso.com',
  commonName: 'mail.contoso.com',
}

const subject = ({ host, principalName }: { host: string; principalName: string }) =>
  ({ kind: 'setting', setting: 'OutlookProvider.CertPrincipalName', host, value: principalName }) as const

/** EXPR is the provider of Outlook Anywhere for all clients that come from outside. */
const setPrincipalName = (commonName: string) => [
  {
    for: 'Exchange 2007 and later',
    where: 'Exchange Management Shell',
    text: 'Let Outlook expect the common name of the certificate. Clients take it over with the next answer of Autodiscover, within about an hour:',
    commands: [`Set-OutlookProvider -Identity EXPR -CertPrincipalName ${principalNameArgument(commonName)}`],
  },
]

const verify = () => ['Get-OutlookProvider | Format-List Name, CertPrincipalName']

export const principalNameMismatch = defineFinding({
  code: 'principal-name-mismatch',
  row: 'T06',
  severity: 'error',
  title: 'Outlook expects another name in the certificate',
  values,
  example,
  subject,
  sentence: ({ host, principalName, commonName }) =>
    `Outlook is told to expect ${principalName} in the certificate of ${host}, which does not have that name${commonName === '' ? '' : ` (its common name is ${commonName})`}.`,
  meaning: () =>
    'Outlook Anywhere asks for the password again and again, or says that an encrypted connection to the mail server is not available.',
  remedies: ({ commonName }) => setPrincipalName(commonName),
  verify,
})

export const principalNameSanOnly = defineFinding({
  code: 'principal-name-san-only',
  row: 'T07',
  severity: 'info',
  title: 'The name that Outlook expects is not the common name of the certificate',
  values,
  example: { ...example, principalName: 'msstd:outlook.contoso.com' },
  subject,
  sentence: ({ host, principalName, commonName }) =>
    `Outlook is told to expect ${principalName} in the certificate of ${host}: it is one of its names, but not the common name (${commonName || 'it has none'}).`,
  meaning: () =>
    'Outlook on Windows XP, and on Vista without a service pack, compares with the common name alone and asks for the password again and again. Every later one connects.',
  remedies: ({ commonName }) => setPrincipalName(commonName),
  verify,
})

export const principalNameWildcard = defineFinding({
  code: 'principal-name-wildcard',
  row: 'T08',
  severity: 'warning',
  title: 'The name that Outlook expects is covered by a wildcard alone',
  values,
  example: { ...example, principalName: 'msstd:mail.contoso.com', commonName: '*.contoso.com' },
  subject,
  sentence: ({ host, principalName, commonName }) =>
    `Outlook is told to expect ${principalName}, and only a wildcard of the certificate of ${host}${commonName === '' ? '' : ` (common name ${commonName})`} covers it.`,
  meaning: () =>
    'This comparison knows no wildcards: Outlook Anywhere asks for the password again and again on clients that make it.',
  remedies: ({ commonName }) => setPrincipalName(commonName),
  verify,
})
