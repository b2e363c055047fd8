import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { hostArgument } from '../powershell.ts'
import { zoneName } from '../zone-file.ts'

const lookUp = (name: string, type: string) => `Resolve-DnsName -Name ${hostArgument(name)} -Type ${type}`

export const dnsAutodiscoverMissing = defineFinding({
  code: 'dns-autodiscover-missing',
  row: 'D01',
  severity: 'error',
  title: 'No Autodiscover record',
  values: z.object({
    domain: z.string(),
    resolvers: z.array(z.string()),
    /** What is at the domain itself, which Outlook asks too: nothing, or a server without Autodiscover. */
    root: z.enum(['silent', 'not-exchange']),
  }),
  example: { domain: 'contoso.com', resolvers: ['dns.google', 'dns.quad9.net'], root: 'silent' },
  subject: ({ domain }) => ({ kind: 'domain', domain }),
  sentence: ({ domain, root }) =>
    `DNS has no way to Autodiscover for ${domain}: autodiscover.${domain} does not exist, there is no SRV record, and ${root === 'silent' ? `nothing answers on port 443 of ${domain} itself` : `the server of ${domain} itself has no Autodiscover`}.`,
  meaning: () =>
    'Outlook outside the organisation cannot find the server: new profiles cannot be made, and existing ones lose free/busy, out-of-office and the address book.',
  remedies: ({ domain }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Add one of these records to the zone of every accepted mail domain, here ${domain}. Replace mail.${domain} by the published name of the Exchange servers; the certificate must cover the name on the left of a CNAME or A record.`,
      language: 'zone',
      commands: [
        `${zoneName(`autodiscover.${domain}`)}  IN CNAME  ${zoneName(`mail.${domain}`)}`,
        `${zoneName(`_autodiscover._tcp.${domain}`)}  IN SRV  0 0 443 ${zoneName(`mail.${domain}`)}`,
      ],
    },
  ],
  verify: ({ domain }) => [
    lookUp(`autodiscover.${domain}`, 'A'),
    lookUp(`_autodiscover._tcp.${domain}`, 'SRV'),
  ],
})

export const dnsPrivateAddress = defineFinding({
  code: 'dns-private-address',
  row: 'D02',
  severity: 'error',
  where: 'outside',
  title: 'Public DNS hands out an internal address',
  values: z.object({
    host: z.string(),
    /** The address, or the internal name that an alias ends at. */
    leadsTo: z.string(),
    kind: z.enum([
      'private',
      'loopback',
      'link-local',
      'unique-local',
      'carrier-grade-nat',
      'unspecified',
      'internal-name',
    ]),
  }),
  example: { host: 'mail.contoso.com', leadsTo: '10.1.2.3', kind: 'private' },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ host, leadsTo, kind }) =>
    kind === 'internal-name'
      ? `Public DNS points ${host} to ${leadsTo}, a name that only the internal network knows.`
      : `Public DNS gives ${host} the address ${leadsTo}, which cannot be reached from the internet (${kind}).`,
  meaning: () => 'Outlook works in the office and over VPN, and nowhere else.',
  remedies: ({ host }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Give ${host} the public address of the firewall or load balancer that publishes Exchange. Keep the internal address in the internal zone only (split DNS).`,
    },
  ],
  verify: ({ host }) => [`${lookUp(host, 'A')} -Server 9.9.9.9`],
})

export const dnsDelegationBroken = defineFinding({
  code: 'dns-delegation-broken',
  row: 'D12',
  severity: 'warning',
  title: 'Some resolvers cannot resolve the name',
  values: z.object({
    name: z.string(),
    failing: z.array(z.string()),
    answering: z.array(z.string()),
    detail: z.string(),
  }),
  example: {
    name: 'autodiscover.contoso.com',
    failing: ['dns.quad9.net'],
    answering: ['dns.google'],
    detail: '',
  },
  subject: ({ name }) => ({ kind: 'host', host: name }),
  sentence: ({ name, failing, answering }) =>
    `${name} resolves at ${answering.join(', ')} but not at ${failing.join(', ')}: the delegation of its zone is broken for some resolvers.`,
  meaning: () => 'Users whose provider uses a strict resolver cannot connect; others never notice.',
  remedies: ({ name }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Compare the NS records at the parent with those in the zone of ${name}. Every server named there must hold the zone, answer for it with authority and understand EDNS. Remove a delegation that leads to a server without the zone, or host the zone on it.`,
    },
  ],
  verify: ({ name }) => [lookUp(name, 'NS'), lookUp(name, 'SOA')],
})

export const dnsServerFailure = defineFinding({
  code: 'dns-server-failure',
  severity: 'error',
  title: 'No resolver can resolve the name',
  values: z.object({ name: z.string(), resolvers: z.array(z.string()), detail: z.string() }),
  example: {
    name: 'mail.contoso.com',
    resolvers: ['dns.google', 'dns.quad9.net'],
    detail: 'No Reachable Authority',
  },
  subject: ({ name }) => ({ kind: 'host', host: name }),
  sentence: ({ name, detail }) =>
    `Every resolver that was asked answers a failure for ${name}${detail === '' ? '' : ` (${detail})`}: the servers of its zone do not answer, or not rightly.`,
  meaning: () => 'Nobody can connect by this name.',
  remedies: ({ name }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Check at the registrar which name servers ${name} is delegated to, and that each of them runs and holds the zone.`,
    },
  ],
  verify: ({ name }) => [lookUp(name, 'NS')],
})

export const dnsDnssecBogus = defineFinding({
  code: 'dns-dnssec-bogus',
  row: 'D17',
  severity: 'error',
  title: 'DNSSEC validation fails',
  values: z.object({ name: z.string(), resolvers: z.array(z.string()), detail: z.string() }),
  example: {
    name: 'mail.contoso.com',
    resolvers: ['dns.google', 'dns.quad9.net'],
    detail: 'Signature Expired',
  },
  subject: ({ name }) => ({ kind: 'host', host: name }),
  sentence: ({ name, resolvers, detail }) =>
    `DNSSEC is broken for ${name}: ${resolvers.join(', ')} answer only when told not to validate${detail === '' ? '' : ` (${detail})`}.`,
  meaning: () =>
    'Everyone whose resolver validates DNSSEC, which includes the large public ones, cannot resolve the name; others connect as usual.',
  remedies: ({ name }) => [
    {
      for: 'any',
      where: 'the registrar and the DNS zone',
      text: `Sign the zone of ${name} anew and have the registrar publish the DS record of its key; or, to be quick, have the DS record removed until that is done. One of the two is wrong now: the DS record does not fit the key, or the signatures have run out. Resolvers keep the old answer until its time to live is over.`,
    },
  ],
  verify: ({ name }) => [`${lookUp(name, 'A')} -DnssecOk -Server 9.9.9.9 # a validating resolver`],
})

export const dnsCnameDangling = defineFinding({
  code: 'dns-cname-dangling',
  row: 'D18',
  severity: 'error',
  title: 'A CNAME leads to a name that does not exist',
  values: z.object({ name: z.string(), target: z.string() }),
  example: { name: 'autodiscover.contoso.com', target: 'old-mail.contoso.com' },
  subject: ({ name }) => ({ kind: 'record', name, type: 'CNAME' }),
  sentence: ({ name, target }) => `${name} is a CNAME for ${target}, and ${target} does not exist.`,
  meaning: () => 'The name does not resolve, although DNS has a record for it: Outlook cannot connect by it.',
  remedies: ({ name, target }) => [
    {
      for: 'any',
      where: 'the public DNS zone',
      text: `Point the CNAME of ${name} at the name that Exchange is published under, or create ${target}. If nothing needs ${name} any more, remove it: a name that points into a foreign zone can be taken over.`,
    },
  ],
  verify: ({ name }) => [lookUp(name, 'CNAME'), lookUp(name, 'A')],
})

export const hostNotFound = defineFinding({
  code: 'host-not-found',
  severity: 'error',
  title: 'The host does not exist in DNS',
  values: z.object({ host: z.string(), how: z.enum(['nxdomain', 'nodata']), resolvers: z.array(z.string()) }),
  example: { host: 'mail.contoso.com', how: 'nxdomain', resolvers: ['dns.google', 'dns.quad9.net'] },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ host, how }) =>
    how === 'nxdomain'
      ? `${host} does not exist in DNS.`
      : `${host} exists in DNS but has no address (neither A nor AAAA).`,
  meaning: () => 'Nobody can connect by this name.',
  remedies: ({ host }) => [
    {
      for: 'any',
      where: 'the DNS zone',
      text: `Create an A record for ${host} with the address that publishes Exchange, or correct the name where it is used.`,
    },
  ],
  verify: ({ host }) => [lookUp(host, 'A')],
})
