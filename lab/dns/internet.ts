import { absoluteName } from './absolute-name.ts'
import { type Query, RCODES, type RecordData, type Reply, type ResourceRecord, TYPES } from './wire.ts'
import type { DnsFault, ResolverName, ZoneRecord } from './zone.ts'

/** A tenant's zone with everything that the answers need: hosts have addresses by now. */
export interface ZoneData {
  /** The zone's apex; two labels, such as `plain.test`. */
  readonly domain: string
  readonly records: readonly ZoneRecord[]
  readonly views: Readonly<Partial<Record<ResolverName, readonly ZoneRecord[]>>>
  readonly faults: readonly DnsFault[]
  readonly signed: boolean
  readonly addressesOf: (host: string) => readonly string[]
}

/** What a resolver makes of a query: a reply, or none at all. */
export type Resolution = Reply | 'silence'

/** Every zone of the lab, as its resolvers see them. */
export interface DnsInternet {
  resolve(resolver: ResolverName, query: Query): Resolution
}

const TTL = 300
const LONGEST_ALIAS_CHAIN = 10

const SERVFAIL_BOGUS = { code: 6, text: 'the zone is signed with a key that its parent does not know' }

/** Builds the tree of names once for each resolver. */
export function dnsInternet(zones: readonly ZoneData[]): DnsInternet {
  const views = new Map<ResolverName, View>()
  for (const resolver of ['resolver-a', 'resolver-b', 'inside'] as const) {
    views.set(resolver, new View(zones, resolver))
  }
  return {
    resolve(resolver, query) {
      if (query.opcode !== 0) return { rcode: RCODES.NOTIMP }
      return views.get(resolver)?.resolve(query) ?? { rcode: RCODES.REFUSED }
    },
  }
}

interface Zone {
  readonly apex: string
  readonly signed: boolean
  /** The records by lower-case name. A name between the apex and one with records has an empty list. */
  readonly nodes: Map<string, ResourceRecord[]>
  readonly faults: readonly DnsFault[]
}

/** The zones as one resolver sees them. */
class View {
  readonly #zones = new Map<string, Zone>()

  constructor(zones: readonly ZoneData[], resolver: ResolverName) {
    for (const zone of zones) this.#addZone(zone, resolver)
  }

  #addZone(data: ZoneData, resolver: ResolverName): void {
    const faults = data.faults
      .filter((fault) => fault.at === undefined || fault.at.includes(resolver))
      .map((fault) => ({ ...fault, name: absoluteName(fault.name, data.domain) }))
    const zone: Zone = { apex: data.domain, signed: data.signed, nodes: new Map(), faults }
    this.#zones.set(zone.apex, zone)

    const own = data.views[resolver] ?? []
    const replaced = new Set(own.map((record) => record.name))
    for (const record of [...data.records.filter(({ name }) => !replaced.has(name)), ...own]) {
      for (const resource of resourceRecords(record, data)) this.#addRecord(resource)
    }
    this.#addRecord({ name: zone.apex, ttl: TTL, data: startOfAuthority(zone.apex) })
    for (const target of ['ns1.lab.test', 'ns2.lab.test']) {
      this.#addRecord({ name: zone.apex, ttl: TTL, data: { type: 'NS', target } })
    }
  }

  /** A record may lie outside its tenant's zone, in one of its own: an inside name such as `mail.corp.local`. */
  #addRecord(record: ResourceRecord): void {
    const apex = apexOf(record.name)
    let zone = this.#zones.get(apex)
    if (zone === undefined) {
      zone = { apex, signed: false, nodes: new Map(), faults: [] }
      this.#zones.set(apex, zone)
    }
    for (let name = record.name; name !== apex; name = parentOf(name)) {
      if (!zone.nodes.has(name)) zone.nodes.set(name, [])
    }
    zone.nodes.set(record.name, [...(zone.nodes.get(record.name) ?? []), record])
  }

  /** Follows aliases as a recursive resolver does (RFC 1034 section 4.3.2). */
  resolve(query: Query): Resolution {
    const answers: ResourceRecord[] = []
    let name = query.name.toLowerCase()
    let authentic = !query.checkingDisabled

    while (answers.length <= LONGEST_ALIAS_CHAIN) {
      const zone = this.#zones.get(apexOf(name))
      const fault = zone?.faults.find((one) => name === one.name || name.endsWith(`.${one.name}`))
      if (fault !== undefined && !(fault.fault === 'bogus' && query.checkingDisabled)) {
        return faultReply(fault)
      }
      authentic &&= zone?.signed === true

      const node = zone === undefined ? undefined : nodeFor(zone, name)
      if (node === undefined) {
        return { rcode: RCODES.NXDOMAIN, answers, authorities: [authorityFor(name, zone)], authentic }
      }
      // The first owner is echoed as the client spelt it.
      const owner = answers.length === 0 ? query.name : name
      const matching = node.filter(({ data }) => query.type === TYPES.ANY || query.type === TYPES[data.type])
      if (matching.length > 0) {
        answers.push(...matching.map((record) => ({ ...record, name: owner })))
        return { rcode: RCODES.NOERROR, answers, authentic }
      }
      const alias = node.map(({ data }) => data).find((data) => data.type === 'CNAME')
      if (alias === undefined) {
        return { rcode: RCODES.NOERROR, answers, authorities: [authorityFor(name, zone)], authentic }
      }
      answers.push({ name: owner, ttl: TTL, data: alias })
      name = alias.target.toLowerCase()
    }
    return { rcode: RCODES.SERVFAIL, extendedError: { code: 0, text: 'the chain of aliases is too long' } }
  }
}

function faultReply({ fault, extendedError }: DnsFault): Resolution {
  const because = extendedError && { extendedError }
  switch (fault) {
    case 'servfail':
      return { rcode: RCODES.SERVFAIL, ...because }
    case 'refused':
      return { rcode: RCODES.REFUSED, ...because }
    case 'bogus':
      return { rcode: RCODES.SERVFAIL, extendedError: extendedError ?? SERVFAIL_BOGUS }
    case 'truncated':
      return { rcode: RCODES.NOERROR, truncated: true, ...because }
    case 'silence':
      return 'silence'
  }
}

/** The records at the name, or at the wildcard that covers it (RFC 4592). */
function nodeFor(zone: Zone, name: string): readonly ResourceRecord[] | undefined {
  for (let encloser = name; ; encloser = parentOf(encloser)) {
    const node = zone.nodes.get(encloser)
    if (node !== undefined) return encloser === name ? node : zone.nodes.get(`*.${encloser}`)
    if (encloser === zone.apex || encloser === '') return undefined
  }
}

function resourceRecords(record: ZoneRecord, zone: ZoneData): ResourceRecord[] {
  const name = absoluteName(record.name, zone.domain).toLowerCase()
  const ttl = record.ttl ?? TTL
  if (record.type === 'HOST') {
    return zone.addressesOf(record.host).map((address) => {
      const type = address.includes(':') ? 'AAAA' : 'A'
      return { name, ttl, data: { type, address } }
    })
  }
  return [{ name, ttl, data: withAbsoluteTarget(record, zone.domain) }]
}

function withAbsoluteTarget<T extends RecordData>(data: T, domain: string): T {
  return 'target' in data ? { ...data, target: absoluteName(data.target, domain) } : data
}

function startOfAuthority(apex: string): RecordData {
  return { type: 'SOA', primary: 'ns1.lab.test', mailbox: `hostmaster.${apex}`, minimum: TTL }
}

/** The SOA record that says who denies the name (RFC 2308 section 3): without a zone, its top level domain. */
function authorityFor(name: string, zone: Zone | undefined): ResourceRecord {
  const apex = zone?.apex ?? name.slice(name.lastIndexOf('.') + 1)
  return { name: apex, ttl: TTL, data: startOfAuthority(apex) }
}

/** Every zone of the lab has two labels. */
function apexOf(name: string): string {
  return name.split('.').slice(-2).join('.')
}

function parentOf(name: string): string {
  const dot = name.indexOf('.')
  return dot === -1 ? '' : name.slice(dot + 1)
}
