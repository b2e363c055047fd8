import type { Endpoint } from '../shared/platform/index.ts'
import { type Accounts, accountsOf } from './accounts/index.ts'
import { createAuthority } from './ca/authority.ts'
import { dnsInternet, type ZoneData } from './dns/internet.ts'
import { startResolvers } from './dns/resolver-server.ts'
import type { ResolverName } from './dns/zone.ts'
import { countSessions, type Sessions } from './exchange/sessions.ts'
import { serverFor } from './front-ends/serve.ts'
import type { AddressMap, HostEntry, Reach } from './network/address-map.ts'
import { addressPools } from './network/address-pools.ts'
import { findClosedPort, listeners } from './network/listeners.ts'
import { scenarios as allScenarios } from './scenarios/index.ts'
import { infrastructure } from './scenarios/infrastructure.ts'
import { domainOf, type Host, type Scenario } from './scenarios/scenario.ts'

export interface LabOptions {
  /** The tenants; all of them unless told otherwise. */
  readonly scenarios?: readonly Scenario[]
  /** How long a firewall that drops keeps a connection waiting: 400 ms unless told otherwise. */
  readonly dropAfterMs?: number
  /** The round trip to every host that does not have its own: none unless told otherwise. */
  readonly roundTripMs?: number
}

/** How often a tenant was bothered. */
export interface Traffic {
  /** Connections that reached one of its ports. */
  readonly connections: number
  /** Questions about its names, over all resolvers. */
  readonly questions: number
}

/** A resolver of the lab, by the URL that it has on the lab's internet. */
export interface LabResolver {
  readonly name: ResolverName
  readonly url: string
}

/** A lab that is running. */
export interface Lab {
  /** Which loopback port stands for what: plain JSON, for `labPlatform` here or in a Worker. */
  readonly map: AddressMap
  /** The public resolvers. */
  readonly resolvers: readonly LabResolver[]
  readonly insideResolver: LabResolver
  /** Hosts that answer over IPv6: what a vantage in the lab proves its own IPv6 by. */
  readonly ipv6Witnesses: readonly Endpoint[]
  /** The roots to trust, as PEM. */
  readonly rootPem: string
  readonly scenarios: readonly Scenario[]
  /** Every address that a tenant's host was given, by tenant and host. */
  readonly addresses: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** A tenant's users, and what was tried in their names so far. */
  accounts(tenant: string): Accounts
  /** What clients have open, and had, at a tenant's Exchange servers. */
  sessions(tenant: string): Pick<Sessions, 'count'>
  /** What a tenant has seen so far. */
  traffic(tenant: string): Traffic
  /** Cuts the connections to a tenant that are open, as something on the way does that has lost patience. */
  cut(tenant: string): void
  /** Ends every server and connection. */
  close(): Promise<void>
}

const PUBLIC_RESOLVERS: readonly ResolverName[] = ['resolver-a', 'resolver-b']
const RESOLVERS: readonly ResolverName[] = [...PUBLIC_RESOLVERS, 'inside']

/** Starts every tenant on ephemeral ports of 127.0.0.1. Certificates are made when they are first needed. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const scenarios = options.scenarios ?? allScenarios
  const tenants = [infrastructure, ...scenarios]
  const addresses = allot(tenants)
  const traffic = countTraffic(tenants)
  const users = new Map(
    tenants.map((tenant) => [tenant.name, accountsOf(tenant.accounts ?? {}, domainOf(tenant))]),
  )
  const opened = new Map(tenants.map(({ name }) => [name, countSessions()]))
  function sessions(tenant: string): Sessions {
    const found = opened.get(tenant)
    if (found === undefined) throw new Error(`the lab has no tenant ${tenant}`)
    return found
  }
  function accounts(tenant: string): Accounts {
    const found = users.get(tenant)
    if (found === undefined) throw new Error(`the lab has no tenant ${tenant}`)
    return found
  }
  const internet = dnsInternet(
    tenants.map((tenant) => zoneData(tenant, (host) => addresses[tenant.name]?.[host] ?? [])),
  )
  const [authority, closedPort, resolvers] = await Promise.all([
    createAuthority(Date.now()),
    findClosedPort(),
    startResolvers(internet, RESOLVERS, traffic.asked),
  ])
  const ports = listeners()
  const portsOf = new Map<string, number[]>()

  /** Opens a host's ports; what the address map then says of each of its addresses. */
  async function openHost(tenant: Scenario, host: Host): Promise<HostEntry> {
    const surroundings = {
      authority,
      domain: domainOf(tenant),
      accounts: accounts(tenant.name),
      sessions: sessions(tenant.name),
      internet,
      asked: traffic.asked,
    }
    async function open(all: Host['ports']): Promise<Record<string, Reach>> {
      const reaches = Object.entries(all).map(async ([port, what]): Promise<[string, Reach]> => {
        if (typeof what === 'string') return [port, what]
        const opened = await ports.open(serverFor(what, surroundings), () => traffic.connected(tenant.name))
        portsOf.set(tenant.name, [...(portsOf.get(tenant.name) ?? []), opened])
        return [port, opened]
      })
      return Object.fromEntries(await Promise.all(reaches))
    }
    const elsewhere = Object.entries(host.seenFrom ?? {}).map(
      async ([place, all]) => [place, await open(all)] as const,
    )
    const seenFrom = Object.fromEntries(await Promise.all(elsewhere))
    const roundTripMs = host.roundTripMs ?? options.roundTripMs
    return {
      ports: await open(host.ports),
      ...(host.seenFrom !== undefined && { seenFrom }),
      others: host.others ?? 'drop',
      ...(roundTripMs !== undefined && { roundTripMs }),
    }
  }

  const hosts = tenants.flatMap((tenant) =>
    Object.entries(tenant.hosts).map(async ([name, host]) => {
      const entry = await openHost(tenant, host)
      return (addresses[tenant.name]?.[name] ?? []).map((address) => [address, entry] as const)
    }),
  )
  return {
    map: {
      hosts: Object.fromEntries((await Promise.all(hosts)).flat()),
      resolvers: Object.fromEntries(RESOLVERS.map((name) => [internetUrl(name), resolvers.urlOf(name)])),
      insideResolver: resolvers.urlOf('inside'),
      closedPort,
      dropAfterMs: options.dropAfterMs ?? 400,
    },
    resolvers: PUBLIC_RESOLVERS.map((name) => ({ name, url: internetUrl(name) })),
    insideResolver: { name: 'inside', url: internetUrl('inside') },
    ipv6Witnesses: PUBLIC_RESOLVERS.flatMap((name) => addresses.lab?.[name] ?? [])
      .filter((address) => address.includes(':'))
      .map((address) => ({ address, port: 443 })),
    rootPem: authority.rootPem,
    scenarios,
    addresses,
    accounts,
    sessions,
    traffic: traffic.of,
    cut(tenant) {
      for (const port of portsOf.get(tenant) ?? []) ports.cut(port)
    },
    async close() {
      await Promise.all([ports.close(), resolvers.close()])
    },
  }
}

/** A resolver's URL on the lab's internet. */
function internetUrl(resolver: ResolverName): string {
  return `https://${resolver}.lab.test/dns-query`
}

/** Gives every host its addresses, in the order of the data: the same data, the same addresses. */
function allot(tenants: readonly Scenario[]): Record<string, Record<string, readonly string[]>> {
  const take = addressPools()
  return Object.fromEntries(
    tenants.map((tenant) => [
      tenant.name,
      Object.fromEntries(
        Object.entries(tenant.hosts).map(([name, host]) => [name, host.addresses.map(take)]),
      ),
    ]),
  )
}

function zoneData(tenant: Scenario, addressesOf: (host: string) => readonly string[]): ZoneData {
  return {
    domain: domainOf(tenant),
    records: tenant.zone,
    views: tenant.views ?? {},
    faults: tenant.dnsFaults ?? [],
    signed: tenant.signed ?? false,
    addressesOf,
  }
}

function countTraffic(tenants: readonly Scenario[]) {
  const counts = new Map(tenants.map(({ name }) => [name, { connections: 0, questions: 0 }]))
  return {
    connected(tenant: string): void {
      const count = counts.get(tenant)
      if (count !== undefined) count.connections++
    },
    asked(name: string): void {
      const count = counts.get(name.toLowerCase().split('.').at(-2) ?? '')
      if (count !== undefined) count.questions++
    },
    of: (tenant: string): Traffic => ({ connections: 0, questions: 0, ...counts.get(tenant) }),
  }
}
