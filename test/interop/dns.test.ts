import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createNodePlatform } from '../../node/platform.ts'
import { createSystemResolver } from '../../node/system-resolver.ts'
import type { DnsExchange } from '../../shared/platform/index.ts'
import {
  type DnsAnswer,
  type DnsRecord,
  queryDns,
  type RecordType,
} from '../../shared/protocols/dns/index.ts'
import { selfSigned } from '../node/self-signed.ts'
import { type KdigAnswer, kdig } from './dns/kdig.ts'
import { startUnbound } from './dns/unbound.ts'

const patient = new AbortController().signal
const APEX = `$TTL 3600
@ SOA ns1.contoso.test. hostmaster.contoso.test. 2026010101 7200 3600 1209600 300
@ NS ns1.contoso.test.
`
const LONG_TEXT = Array.from({ length: 20 }, (_, index) => `"${index}${'x'.repeat(240)}"`).join(' ')

const zones = {
  'contoso.test.': `${APEX}
@ NS ns2.fabrikam.test.
@ MX 10 mail
@ MX 20 mx2.fabrikam.test.
@ TXT "v=spf1 mx -all"
@ TXT "two strings" "with \\"quotes\\", \\\\ and \\255\\000"
@ CAA 0 issue "ca.example"
@ CAA 128 iodef "mailto:security@contoso.test"
mail A 192.0.2.1
mail A 192.0.2.2
mail AAAA 2001:db8::1
mail AAAA 2001:db8:0:0:1:0:0:1
_autodiscover._tcp SRV 0 5 443 mail
autodiscover CNAME mail
AUTODISCOVER.alias CNAME Autodiscover
outside CNAME www.fabrikam.test.
dangling CNAME gone.contoso.test.
chain CNAME dangling
large TXT ${LONG_TEXT}
odd\\.label A 192.0.2.3
odd\\032\\200 A 192.0.2.4
`,
  'fabrikam.test.': `${APEX}
www A 192.0.2.9
`,
}

const identity = await selfSigned()
const trusted = getCACertificates('default')
/** Serves a zone without any keys, which makes everything in it bogus to a resolver that expects some. */
const unsigned = await startUnbound({
  identity,
  zones: {},
  settings: `
  local-zone: bogus.test. static
  local-data: "bogus.test. 3600 SOA ns1.bogus.test. hostmaster.bogus.test. 1 7200 3600 1209600 300"
  local-data: "mail.bogus.test. 3600 A 192.0.2.5"`,
})
const server = await startUnbound({
  identity,
  zones,
  settings: `
  local-zone: refused.test. always_refuse
  trust-anchor: "bogus.test. DS 12345 8 2 ${'ab'.repeat(32)}"
stub-zone:
  name: bogus.test.
  stub-addr: 127.0.0.1@${unsigned.port}`,
})

beforeAll(() => setDefaultCACertificates([...trusted, identity.cert]))
afterAll(async () => {
  setDefaultCACertificates(trusted)
  await Promise.all([server.stop(), unsigned.stop()])
})

const platform = createNodePlatform()
const overHttps: DnsExchange = (query, signal) =>
  platform.askResolver(new URL(`https://127.0.0.1:${server.httpsPort}/dns-query`), query, signal)
const overUdp = createSystemResolver({ servers: () => [`127.0.0.1:${server.port}`] }).exchange

function kdigOverHttps(...parameters: string[]): Promise<KdigAnswer> {
  const ca = `+tls-ca=${server.certificateFile}`
  return kdig('@127.0.0.1', '-p', String(server.httpsPort), '+https', ca, ...parameters)
}

/** What kdig would print of our answer, in lower case. */
function asKdig({ cnames, name, records }: DnsAnswer): string[] {
  const aliases = cnames.map((target, index) => `${cnames[index - 1] ?? name}. CNAME ${target}.`)
  const lines = [...aliases, ...records.map((record) => `${record.name}. ${record.type} ${dataOf(record)}`)]
  return lines.map((line) => line.toLowerCase()).sort()
}

function dataOf(record: DnsRecord): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '\\"')}"`
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address
    case 'CNAME':
      return `${record.target}.`
    case 'NS':
      return `${record.host}.`
    case 'MX':
      return `${record.preference} ${record.exchange}.`
    case 'SRV':
      return `${record.priority} ${record.weight} ${record.port} ${record.target}.`
    case 'TXT':
      return record.strings.map(quoted).join(' ')
    case 'CAA':
      return `${record.critical ? 128 : 0} ${record.tag} ${quoted(record.value)}`
    case 'SOA': {
      const { primary, mailbox, serial, refresh, retry, expire, minimum } = record
      return `${primary}. ${mailbox}. ${serial} ${refresh} ${retry} ${expire} ${minimum}`
    }
  }
}

describe('unbound over HTTPS, asked by us and by kdig', () => {
  test.each<[string, RecordType]>([
    ['contoso.test', 'NS'],
    ['contoso.test', 'MX'],
    ['contoso.test', 'TXT'],
    ['contoso.test', 'CAA'],
    ['contoso.test', 'SOA'],
    ['mail.contoso.test', 'A'],
    ['mail.contoso.test', 'AAAA'],
    ['_autodiscover._tcp.contoso.test', 'SRV'],
    ['autodiscover.contoso.test', 'A'],
    ['autodiscover.contoso.test', 'CNAME'],
    ['autodiscover.alias.contoso.test', 'AAAA'],
    ['outside.contoso.test', 'A'],
    ['large.contoso.test', 'TXT'],
    ['odd\\.label.contoso.test', 'A'],
    ['odd\\032\\200.contoso.test', 'A'],
  ])('has the same records for %s %s', async (name, type) => {
    const ours = await queryDns(overHttps, { name, type }, patient)
    const theirs = await kdigOverHttps(name, type)
    expect(ours.status).toBe('answer')
    expect(theirs.status).toBe('NOERROR')
    expect(asKdig(ours)).toEqual(theirs.records)
  })

  test.each([
    ['nothing.contoso.test', 'A', 'nxdomain', 'NXDOMAIN'],
    ['dangling.contoso.test', 'A', 'nxdomain', 'NXDOMAIN'],
    ['chain.contoso.test', 'AAAA', 'nxdomain', 'NXDOMAIN'],
    ['mail.contoso.test', 'MX', 'nodata', 'NOERROR'],
    ['www.refused.test', 'A', 'refused', 'REFUSED'],
    ['mail.bogus.test', 'A', 'servfail', 'SERVFAIL'],
  ] as const)('says the same of %s %s: %s', async (name, type, status, rcode) => {
    // The first answer may differ from those out of the cache, in the extended error for one.
    await queryDns(overHttps, { name, type }, patient)
    const ours = await queryDns(overHttps, { name, type }, patient)
    const theirs = await kdigOverHttps(name, type)
    expect([ours.status, theirs.status]).toEqual([status, rcode])
    expect(ours.extendedErrors.map(({ code }) => code)).toEqual(theirs.extendedErrors)
    expect(ours.authenticated).toBe(theirs.flags.includes('ad'))
    expect(asKdig(ours)).toEqual(theirs.records)
  })

  test('a dangling alias is told with the name that does not exist', async () => {
    expect(await queryDns(overHttps, { name: 'chain.contoso.test', type: 'A' }, patient)).toMatchObject({
      cnames: ['dangling.contoso.test', 'gone.contoso.test'],
      endsAt: 'gone.contoso.test',
      soa: { name: 'contoso.test', serial: 2026010101 },
    })
  })

  test('a bogus signature fails with its reason, and without checking there is an answer', async () => {
    const question = { name: 'mail.bogus.test', type: 'A' } as const
    const checked = await queryDns(overHttps, question, patient)
    expect(checked.status).toBe('servfail')
    expect(checked.extendedErrors).not.toEqual([])
    const unchecked = await queryDns(overHttps, { ...question, checkingDisabled: true }, patient)
    expect(unchecked).toMatchObject({ status: 'answer', records: [{ address: '192.0.2.5' }] })
    expect(asKdig(unchecked)).toEqual((await kdigOverHttps('+cdflag', 'mail.bogus.test', 'A')).records)
  })
})

describe('unbound as the resolver of the machine', () => {
  test('has the same records as over HTTPS', async () => {
    const question = { name: 'autodiscover.contoso.test', type: 'AAAA' } as const
    const overBoth = [
      await queryDns(overUdp, question, patient),
      await queryDns(overHttps, question, patient),
    ]
    expect(overBoth.map(asKdig)[0]).toEqual(overBoth.map(asKdig)[1])
  })

  test('gives over TCP what does not fit a datagram', async () => {
    const question = { name: 'large.contoso.test', type: 'TXT' } as const
    const ours = await queryDns(overUdp, question, patient)
    const theirs = await kdig('@127.0.0.1', '-p', String(server.port), '+tcp', question.name, question.type)
    expect(ours.status).toBe('answer')
    expect(asKdig(ours)).toEqual(theirs.records)
    const [record] = ours.records
    expect(record?.strings).toHaveLength(20)
  })
})
