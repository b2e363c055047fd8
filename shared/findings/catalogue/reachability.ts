import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { addressArgument, hostArgument, hostOrAddressArgument } from '../powershell.ts'

const howSchema = z.enum(['refused', 'timed-out', 'unreachable', 'closed', 'failed'])

const HOW_IN_WORDS: Record<z.infer<typeof howSchema>, string> = {
  refused: 'refuses connections',
  'timed-out': 'does not answer at all',
  unreachable: 'cannot be reached: a router on the way says so',
  closed: 'closes connections at once',
  failed: 'cannot be connected to',
}

const testPort = (where: string, port: number) =>
  `Test-NetConnection -ComputerName ${hostOrAddressArgument(where)} -Port ${port}`

export const portClosed = defineFinding({
  code: 'port-closed',
  row: 'D15',
  severity: 'error',
  title: 'A port that Outlook needs is closed',
  values: z.object({ host: z.string(), address: z.string(), port: z.int(), how: howSchema }),
  example: { host: 'mail.contoso.com', address: '192.0.2.10', port: 443, how: 'timed-out' },
  subject: ({ host, address, port }) => ({ kind: 'endpoint', address, port, host }),
  sentence: ({ host, address, port, how }) => `Port ${port} of ${host} (${address}) ${HOW_IN_WORDS[how]}.`,
  meaning: ({ how }) =>
    how === 'timed-out'
      ? 'Outlook waits, then says that the server is not available. Silence is what a firewall that drops looks like.'
      : 'Outlook says at once that the server is not available.',
  remedies: ({ host, address, port, how }) =>
    how === 'refused' || how === 'closed'
      ? [
          {
            for: 'any',
            where: 'the Exchange server or the load balancer',
            text: `Something at ${address} answers that nothing listens on port ${port}: start the web service, or see that the load balancer has a healthy member. On the Exchange server:`,
            commands: [
              'Get-Service W3SVC, WAS | Start-Service',
              'Get-Website | Select-Object Name, State, Bindings',
              `netstat -ano | Select-String ':${port}\\s.*LISTENING'`,
            ],
          },
        ]
      : how === 'unreachable'
        ? [
            {
              for: 'any',
              where: 'the router and DNS',
              text: `No route leads to ${address}. Check that the address is still yours and announced, and that ${host} points to the right one.`,
            },
          ]
        : [
            {
              for: 'any',
              where: 'the firewall',
              text: `Allow TCP ${port} from the internet to ${address}, and check that its translation (NAT) leads to Exchange or the load balancer. If it is allowed already, the server behind it does not answer.`,
            },
          ],
  verify: ({ address, port }) => [testPort(address, port)],
})

export const addressInconsistent = defineFinding({
  code: 'address-inconsistent',
  row: 'D13',
  severity: 'warning',
  title: 'The addresses of one name do not behave alike',
  values: z.object({
    host: z.string(),
    port: z.int(),
    difference: z.enum(['reachability', 'certificate', 'authentication']),
    odd: z.array(z.string()),
    others: z.array(z.string()),
  }),
  example: {
    host: 'mail.contoso.com',
    port: 443,
    difference: 'reachability',
    odd: ['192.0.2.11'],
    others: ['192.0.2.10'],
  },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ host, port, difference, odd, others }) =>
    difference === 'reachability'
      ? `${host} has several addresses: port ${port} answers at ${others.join(', ')} but not at ${odd.join(', ')}.`
      : difference === 'certificate'
        ? `${host} has several addresses that present different certificates: ${odd.join(', ')} unlike ${others.join(', ')}.`
        : `${host} has several addresses that answer /rpc differently, or let users sign in by different methods: ${odd.join(', ')} unlike ${others.join(', ')}.`,
  meaning: ({ difference }) =>
    ({
      reachability: 'Outlook connects sometimes, or only after a long wait, as chance picks the address.',
      certificate:
        'Users see certificate warnings or password prompts now and then, as chance picks the address.',
      authentication:
        'Outlook connects or asks for a password as chance picks the address: it was set up for one of them.',
    })[difference],
  remedies: ({ host, difference, odd }) => [
    {
      reachability: {
        for: 'any',
        where: 'DNS, and the server behind the address',
        text: `Bring the service at ${odd.join(', ')} back, or take the address out of the records of ${host} until it is.`,
      },
      certificate: {
        for: 'any',
        where: 'every Exchange server or load balancer behind the name',
        text: 'Import the same certificate, with its private key, on all of them and bind it to IIS. On each server, list what is bound:',
        commands: [
          'Get-ExchangeCertificate | Format-List Thumbprint, Services, NotAfter, CertificateDomains',
        ],
      },
      authentication: {
        for: 'any',
        where: 'Exchange Management Shell, and the proxies behind the addresses',
        text: 'Compare what the servers offer, set all of them alike, and see that each address is published by the same rules:',
        commands: [
          'Get-OutlookAnywhere | Format-List ServerName, ExternalHostname, IISAuthenticationMethods, ExternalClientAuthenticationMethod',
        ],
      },
    }[difference],
  ],
  verify: ({ host, odd, port }) => [
    `Resolve-DnsName -Name ${hostArgument(host)} -Type A_AAAA`,
    ...odd.slice(0, 4).map((address) => testPort(address, port)),
  ],
})

export const ipv6Unreachable = defineFinding({
  code: 'ipv6-unreachable',
  row: 'D14',
  severity: 'warning',
  where: 'outside',
  title: 'The IPv6 address does not answer',
  values: z.object({ host: z.string(), address: z.string(), port: z.int(), how: howSchema }),
  example: { host: 'mail.contoso.com', address: '2001:db8::10', port: 443, how: 'timed-out' },
  subject: ({ host, address }) => ({ kind: 'address', address, host }),
  sentence: ({ host, address, port, how }) =>
    `${host} publishes the IPv6 address ${address}, but port ${port} there ${HOW_IN_WORDS[how]}; IPv4 works.`,
  meaning: () => 'Clients with IPv6 try it first: Outlook starts slowly for them, and some give up.',
  remedies: ({ host }) => [
    {
      for: 'any',
      where: 'DNS or the firewall',
      text: `Either let IPv6 through to Exchange as IPv4 is, or remove the AAAA record of ${host}.`,
    },
  ],
  verify: ({ address, port }) => [testPort(address, port)],
})

export const rpcPortsExposed = defineFinding({
  code: 'rpc-ports-exposed',
  row: 'S04',
  severity: 'warning',
  where: 'outside',
  title: 'RPC ports are open to the internet',
  values: z.object({
    host: z.string(),
    address: z.string(),
    ports: z.array(z.int()),
    evidence: z.enum(['answers', 'accepts']),
  }),
  example: { host: 'mail.contoso.com', address: '192.0.2.10', ports: [593, 6001], evidence: 'answers' },
  subject: ({ host, address }) => ({ kind: 'address', address, host }),
  sentence: ({ host, address, ports, evidence }) =>
    evidence === 'accepts'
      ? `${address} (${host}) accepts connections on port ${ports.join(', ')} but says nothing there: perhaps only a firewall that answers for everyone.`
      : `An RPC service answers from the internet on port ${ports.join(', ')} of ${address} (${host}).`,
  meaning: () =>
    'Outlook does not need these ports: Outlook Anywhere exists so that they can stay closed. Open, they are there to be attacked.',
  remedies: ({ address, ports }) => [
    {
      for: 'any',
      where: 'the firewall',
      text: `Stop publishing TCP ${ports.join(', ')} of ${address}. Only 443, and 80 where Autodiscover redirects by HTTP, belong on the internet.`,
    },
  ],
  verify: ({ address, ports }) =>
    ports.map((port) => `Test-NetConnection -ComputerName ${addressArgument(address)} -Port ${port}`),
})

export const cloudflareProxied = defineFinding({
  code: 'cloudflare-proxied',
  row: 'H17',
  severity: 'info',
  title: 'The host is behind the Cloudflare proxy',
  values: z.object({ host: z.string(), address: z.string(), listDate: z.string() }),
  example: { host: 'mail.contoso.com', address: '104.16.0.10', listDate: '2021-04-08' },
  subject: ({ host, address }) => ({ kind: 'address', address, host }),
  sentence: ({ host, address, listDate }) =>
    `${host} (${address}) is an address of Cloudflare's proxy (ranges of ${listDate}).`,
  meaning: () =>
    'What answers there is the proxy, not Exchange. The proxy takes TLS off, which NTLM and Extended Protection do not survive, and an Outpost edge, which runs at Cloudflare, cannot open a connection to it.',
  remedies: ({ host }) => [
    {
      for: 'any',
      where: 'the Cloudflare dashboard',
      text: `Set the record of ${host} to "DNS only", or publish it through Spectrum (TCP). To probe it as it is, use the local vantage: leave out --edge.`,
    },
  ],
  verify: ({ host }) => [`Resolve-DnsName -Name ${hostArgument(host)} -Type A`],
})
