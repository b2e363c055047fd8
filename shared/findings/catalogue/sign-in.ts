import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationSchema, remediesFor, SINCE_2013 } from '../generation.ts'
import { accountArgument, hostOrAddressArgument, mailboxArgument, thumbprintArgument } from '../powershell.ts'
import { productSchema } from '../products.ts'

const host = z.string()
const generation = generationSchema.optional()
const path = z.string()

const urlHost = (name: string) => (name.includes(':') ? `[${name}]` : name)
const urlSubject = (values: { host: string; path: string }) =>
  ({ kind: 'url', url: `https://${urlHost(values.host)}${values.path}` }) as const

export const credentialRefused = defineFinding({
  code: 'credential-refused',
  row: 'A15',
  severity: 'error',
  title: 'The user name or password is refused',
  values: z.object({
    host,
    path,
    /** Whether the directory ignores channel binding: else binding and password cannot be told apart. */
    ignoresBinding: z.boolean(),
    /** The domain that the server says it is of, by NTLM; empty where it said nothing. */
    domain: z.string(),
    scheme: z.enum(['NTLM', 'Negotiate', 'Basic']),
    /** Whether the user was named by an address; absent in reports of earlier versions. */
    byAddress: z.boolean().optional(),
    /** That address, where it is the one of the mailbox that was asked for. */
    mailbox: z.string().optional(),
  }),
  example: {
    host: 'autodiscover.contoso.com',
    path: '/autodiscover/autodiscover.xml',
    ignoresBinding: true,
    domain: 'CORP',
    scheme: 'NTLM',
    byAddress: true,
    mailbox: 'anna@contoso.com',
  },
  subject: urlSubject,
  sentence: ({ host, path, ignoresBinding, scheme }) =>
    ignoresBinding
      ? `${host} does not accept the user name and password on ${path} (${scheme}).`
      : `${host} does not accept the sign-in on ${path} (${scheme}); no place was found that ignores channel binding, so a wrong password and Extended Protection cannot be told apart.`,
  meaning: ({ domain, byAddress }) =>
    `It was tried once and then no more, so that the account is not locked. The password may be wrong, the account locked, disabled, expired or one of Protected Users${byAddress === false ? ', or the account is of another domain' : ', or the name not the one that Windows knows: an address works only where it is the user principal name, too'}.${domain === '' ? '' : ` The server says that it is of the domain ${domain}.`}`,
  remedies: ({ domain, byAddress, mailbox }) => [
    {
      for: 'any',
      where: 'Outpost, or Outlook',
      text: signInAgain(domain, byAddress),
    },
    {
      for: 'any',
      where: 'PowerShell with the Active Directory module',
      text: 'If the password is right, see what keeps the account out, and mend that: Unlock-ADAccount, Enable-ADAccount, a new password, a later date, or the name that is shown here as UserPrincipalName:',
      commands: [
        `Get-ADUser ${mailbox === undefined ? "-Identity '<user>'" : `-Filter "mail -eq ${mailboxArgument(mailbox)} -or UserPrincipalName -eq ${mailboxArgument(mailbox)}"`} -Properties LockedOut, PasswordExpired, AccountExpirationDate, MemberOf | Format-List SamAccountName, UserPrincipalName, Enabled, LockedOut, PasswordExpired, AccountExpirationDate, MemberOf`,
      ],
    },
  ],
  verify: ({ host, path, domain }) => [
    `curl.exe --http1.1 --silent --include --ntlm --user ${accountArgument(domain)} ('https://{0}${/^\/[A-Za-z0-9./_-]*$/.test(path) ? path : '/'}' -f ${hostOrAddressArgument(host)}) # asks for the password; it is accepted where no second 401 comes`,
  ],
})

/** What to try first. The domain is foreign, and stands in words alone. */
function signInAgain(domain: string, byAddress: boolean | undefined): string {
  if (byAddress === false) {
    return `Type the password again${domain === '' ? '' : `, and see that the user is named with the domain ${domain}, or with the one that the account is of`}.`
  }
  return domain === ''
    ? 'Name the user as DOMAIN\\user instead of by the address.'
    : `Name the user with the domain that the server tells, as ${domain}\\user, instead of by the address.`
}

export const extendedProtection = defineFinding({
  code: 'extended-protection',
  row: 'A06',
  severity: 'error',
  title: 'Extended Protection refuses the right password: something in between encrypts anew',
  values: z.object({
    host,
    paths: z.array(path).min(1),
    /**
     * - `binding-checked`: refused with the binding of the certificate that is shown, and let in with none
     * - `binding-required`: refused with any binding and with none
     */
    how: z.enum(['binding-checked', 'binding-required']),
    /** Of the certificate that clients see. */
    thumbprint: z.string(),
    front: productSchema,
    generation,
  }),
  example: {
    host: 'mail.contoso.com',
    paths: ['/rpc/rpcproxy.dll', '/mapi/emsmdb/'],
    how: 'binding-required',
    thumbprint: '5F2A1C8E0B7D4F96A3E1C5B80D2F7A6E9C4B1D03',
    front: 'nginx',
    generation: '2019',
  },
  subject: (values) => urlSubject({ host: values.host, path: values.paths[0] ?? '/' }),
  sentence: ({ host, paths, how }) =>
    how === 'binding-checked'
      ? `${host} refuses the right password on ${paths.join(', ')} when it is bound to the certificate that clients see, and accepts it without a binding.`
      : `${host} refuses on ${paths.join(', ')} the password that Autodiscover accepts, with channel binding and without.`,
  meaning: () =>
    'With Extended Protection a sign-in is good only for the TLS connection that it was made on. Here TLS ends before Exchange, and Exchange sees another certificate than Outlook does: Outlook asks for the password again and again. Exchange 2019 CU14 and later switch Extended Protection on by themselves.',
  remedies: ({ thumbprint, front, generation }) => [
    {
      for: 'any',
      where:
        front === 'unknown' ? 'the balancer or proxy in front of Exchange' : `${front}, in front of Exchange`,
      text: 'Let TLS through as it is (TCP mode), or let it end there with the very certificate, and key, that Exchange has. TLS that is taken off and not put on again is not possible with Extended Protection.',
    },
    ...remediesFor(generation, [
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell, on each server',
        text: 'See whether the certificate that clients see is on this server, with IIS among its services. Where nothing is shown, it is not: import it here, or have the proxy use the one that is:',
        commands: [
          `Get-ExchangeCertificate | Where-Object { $_.Thumbprint -eq ${thumbprintArgument(thumbprint)} } | Format-List Thumbprint, Services, Subject`,
        ],
      },
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell',
        text: 'Outlook Anywhere must not expect somebody else to take TLS off:',
        commands: ['Get-OutlookAnywhere | Set-OutlookAnywhere -SSLOffloading $false'],
      },
      {
        generations: SINCE_2013,
        where: 'Exchange Management Shell, with the script from microsoft.github.io/CSS-Exchange',
        text: 'See what is set for each directory. Switching it off is the last resort, it lets relayed sign-ins in:',
        commands: ['.\\ExchangeExtendedProtectionManagement.ps1 -ShowExtendedProtection'],
      },
    ]),
  ],
  verify: ({ host }) => [
    `outpost outlook-anywhere '<address>' --user '<user>' --server ${hostOrAddressArgument(host)}`,
  ],
})

export const ntlmNotPossible = defineFinding({
  code: 'ntlm-not-possible',
  row: 'A16',
  severity: 'warning',
  title: 'Nobody can sign in with NTLM from here',
  values: z.object({
    host,
    path,
    offered: z.array(z.string()),
    /** Where tokens of modern authentication are to be had, when it is offered. */
    authority: z.string().optional(),
  }),
  example: {
    host: 'mail.contoso.com',
    path: '/autodiscover/autodiscover.xml',
    offered: ['negotiate'],
  },
  subject: urlSubject,
  sentence: ({ host, path, offered, authority }) =>
    `${host} offers ${offered.length === 0 ? 'nothing' : offered.join(', ')} on ${path}, and takes no NTLM${authority === undefined ? '' : ` (tokens come from ${authority})`}: whether the user can sign in could not be told.`,
  meaning: () =>
    'Outlook inside the domain signs in with Kerberos, or with a token of modern authentication; from outside, and here, there is neither. NTLM may be restricted by policy on purpose, or the user a member of Protected Users.',
  remedies: ({ offered }) => [
    {
      for: 'any',
      where: 'Outpost',
      text: offered.some((scheme) => scheme.toLowerCase() === 'basic')
        ? 'Nothing is to be mended where this is meant so. To test with Basic, which is offered and hands the password to the server: --basic.'
        : 'Nothing is to be mended where this is meant so; clients outside the domain then need modern authentication. What comes behind the sign-in cannot be tested from here.',
    },
  ],
  verify: ({ host }) => [
    `curl.exe --http1.1 --silent --include --output - ('https://{0}/autodiscover/autodiscover.xml' -f ${hostOrAddressArgument(host)}) | Select-String '^(HTTP|WWW-Authenticate)'`,
  ],
})

export const signInWithheld = defineFinding({
  code: 'sign-in-withheld',
  row: 'S01',
  severity: 'info',
  title: 'The credential was not sent to a host',
  values: z.object({
    host,
    why: z.enum(['untrusted-certificate', 'other-organisation', 'insecure']),
    /** What led there: a URL of Autodiscover. */
    from: z.string().optional(),
  }),
  example: {
    host: 'autodiscover.hosting.example',
    why: 'other-organisation',
    from: 'https://autodiscover.contoso.com/autodiscover/autodiscover.xml',
  },
  subject: (values) => ({ kind: 'host', host: values.host }),
  sentence: ({ host, why, from }) =>
    ({
      'untrusted-certificate': `The credential was kept from ${host}: its certificate does not prove that it is that host.`,
      'other-organisation': `The credential was kept from ${host}, which belongs to another organisation than the one that was asked about${from === undefined ? '' : ` (${from} leads there)`}.`,
      insecure: `The credential was kept from ${host}: the way there is not encrypted${from === undefined ? '' : ` (${from} leads there)`}.`,
    })[why],
  meaning: () =>
    'What would come after signing in there was not tested. Outlook asks its user in such a case, and a user who says yes may hand the password to a stranger.',
  remedies: ({ host, why }) => [
    why === 'untrusted-certificate'
      ? {
          for: 'any',
          where: 'Outpost',
          text: 'Mend the certificate first. To sign in for this one run all the same, where you know the way to the host: --ignore-trust.',
        }
      : {
          for: 'any',
          where: 'Outpost',
          text:
            why === 'insecure'
              ? 'Let Autodiscover lead to https alone. A password is never sent without TLS.'
              : `If the host is the right one, say so for this run: --sign-in-to ${hostOrAddressArgument(host)}`,
        },
  ],
  verify: () => [],
})
