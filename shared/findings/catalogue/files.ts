import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { generationName, generationSchema } from '../generation.ts'
import { hostArgument, principalNameArgument } from '../powershell.ts'

/** What shows in a file alone, before anything is asked of a network. */

const setting = (name: string, value: string, host?: string) =>
  ({ kind: 'setting', setting: name, value, ...(host !== undefined && { host }) }) as const

export const externalNameInternal = defineFinding({
  code: 'external-name-internal',
  row: 'X04',
  severity: 'error',
  title: 'An internal name is set as the external one',
  values: z.object({ setting: z.string(), host: z.string() }),
  example: { setting: 'OutlookAnywhere.ExternalHostname', host: 'ex01.corp.contoso.local' },
  subject: ({ setting: name, host }) => setting(name, host, host),
  sentence: ({ setting: name, host }) => `${name} is ${host}, a name that no public DNS can have.`,
  meaning: () => 'Outlook outside of the organisation is told to go to a host that it cannot find.',
  remedies: () => [
    {
      for: 'Exchange 2013 and later',
      where: 'Exchange Management Shell',
      text: 'Set a name that public DNS knows, and that the certificate has:',
      commands: [
        "Get-OutlookAnywhere | Set-OutlookAnywhere -ExternalHostname '<public host name>' -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod NTLM",
      ],
    },
  ],
  verify: () => ['Get-OutlookAnywhere | Format-List Server, ExternalHostname'],
})

export const principalNameWithoutPrefix = defineFinding({
  code: 'principal-name-without-prefix',
  row: 'T06',
  severity: 'error',
  title: 'The principal name lacks msstd:',
  values: z.object({ principalName: z.string() }),
  example: { principalName: 'mail.contoso.com' },
  subject: ({ principalName }) => setting('OutlookProvider.CertPrincipalName', principalName),
  sentence: ({ principalName }) =>
    `CertPrincipalName is set to ${principalName}: Outlook understands it with msstd: in front alone.`,
  meaning: () =>
    'Outlook Anywhere finds no certificate that fits, and asks for the password again and again.',
  remedies: ({ principalName }) => [
    {
      for: 'any',
      where: 'Exchange Management Shell',
      text: 'Put msstd: in front of the common name of the certificate:',
      commands: [
        `Set-OutlookProvider -Identity EXPR -CertPrincipalName ${principalNameArgument(principalName)}`,
      ],
    },
  ],
  verify: () => ['Get-OutlookProvider | Format-List Name, CertPrincipalName'],
})

export const offloadingBesideProtection = defineFinding({
  code: 'offloading-beside-extended-protection',
  row: 'A06',
  severity: 'error',
  title: 'TLS is taken off in front of directories with Extended Protection',
  values: z.object({ host: z.string() }),
  example: { host: 'mail.contoso.com' },
  subject: ({ host }) => setting('OutlookAnywhere.SSLOffloading', 'true', host === '' ? undefined : host),
  sentence: () =>
    'SSLOffloading is on for Outlook Anywhere while Extended Protection is switched on: the two exclude each other.',
  meaning: () =>
    'Extended Protection binds the sign-in to the TLS connection that the client sees. Where TLS ends before Exchange, right passwords are refused.',
  remedies: ({ host }) => [
    {
      for: 'Exchange 2013 and later',
      where: 'Exchange Management Shell',
      text: 'Switch offloading off, and let the balancer pass TLS on or encrypt again with the same certificate as Exchange:',
      commands: [
        `Get-OutlookAnywhere | Where-Object { $_.ExternalHostname -eq ${hostArgument(host)} } | Set-OutlookAnywhere -SSLOffloading $false`,
      ],
    },
  ],
  verify: () => ['Get-OutlookAnywhere | Format-List Server, SSLOffloading, ExtendedProtectionTokenChecking'],
})

export const srvBesideAddress = defineFinding({
  code: 'srv-beside-address',
  row: 'D04',
  severity: 'warning',
  title: 'A record for autodiscover leads elsewhere than the SRV record',
  values: z.object({ domain: z.string(), target: z.string(), other: z.string(), owner: z.string() }),
  example: {
    domain: 'contoso.com',
    target: 'mail.contoso.com',
    other: '192.0.2.80',
    owner: 'autodiscover.contoso.com',
  },
  subject: ({ domain }) => ({ kind: 'record', name: `_autodiscover._tcp.${domain}`, type: 'SRV' }),
  sentence: ({ domain, target, other, owner }) =>
    `The SRV record for Autodiscover of ${domain} leads to ${target}, but ${owner} leads to ${other}, and Outlook asks there first.`,
  meaning: () =>
    'Outlook comes to the SRV record only when autodiscover does not answer. What answers there decides, be it a web server that shows a wrong certificate.',
  remedies: ({ owner, target }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Remove the record of ${owner}, or let it lead to ${target} as the SRV record does.`,
    },
  ],
  verify: ({ domain }) => [
    `Resolve-DnsName ${hostArgument(`_autodiscover._tcp.${domain}`)} -Type SRV`,
    `Resolve-DnsName ${hostArgument(`autodiscover.${domain}`)} -Type A`,
  ],
})

export const parameterOfOtherVersion = defineFinding({
  code: 'parameter-of-other-version',
  severity: 'error',
  title: 'The cmdlet has no such parameter in this version',
  values: z.object({
    cmdlet: z.string(),
    parameter: z.string(),
    generation: generationSchema,
    /** What this version has in its place, when it has. */
    instead: z.array(z.string()),
  }),
  example: {
    cmdlet: 'Set-OutlookAnywhere',
    parameter: 'ClientAuthenticationMethod',
    generation: '2016',
    instead: ['ExternalClientAuthenticationMethod', 'InternalClientAuthenticationMethod'],
  },
  subject: ({ cmdlet, parameter }) => setting(`${cmdlet.replace(/^[^-]*-/, '')}.${parameter}`, ''),
  sentence: ({ cmdlet, parameter, generation, instead }) =>
    `${cmdlet} of ${generationName(generation)} has no parameter -${parameter}${instead.length === 0 ? '' : `: it is -${instead.join(' and -')} there`}.`,
  meaning: () => 'The command ends with an error and changes nothing.',
  remedies: () => [],
  verify: () => [],
})
