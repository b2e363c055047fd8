import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { DnsExchange, Endpoint, SystemResolver } from '../shared/platform/index.ts'
import { abandoned } from '../shared/protocols/dns/index.ts'
import { ProtocolError } from '../shared/protocols/protocol-error.ts'
import { systemErrorCode } from './connect-error-code.ts'
import { askOverTcp } from './dns-over-tcp.ts'
import { askOverUdp } from './dns-over-udp.ts'

const DNS_PORT = 53

export interface SystemResolverOptions {
  /** Asked in this order, as `address`, `address:port` or `[address]:port`. The default is the machine's own. */
  readonly servers?: () => readonly string[]
  /** How long one server may take to answer one attempt, in milliseconds. */
  readonly patience?: number
}

/** What a resolver of an operating system does: each server in turn, and then each once more. */
const ROUNDS = 2

/**
 * The resolver that this machine is set up to use: its servers over UDP, and over TCP where an answer does
 * not fit a datagram (RFC 7766), and its own lookup with the hosts file.
 *
 * `exchange` rejects with a `ProtocolError`: `dns.no-server` when the machine has none, `dns.unreachable` when
 * none answered, `dns.timed-out` and `dns.aborted` when the signal fired. `lookup` rejects with
 * `dns.lookup-failed` when the operating system could not find out, which is not the same as no address.
 */
export function createSystemResolver({
  servers = currentServers,
  patience = 2000,
}: SystemResolverOptions = {}): SystemResolver {
  const exchange: DnsExchange = async (query, signal) => {
    const endpoints = servers().map(parseServer)
    if (endpoints.length === 0) throw new ProtocolError('dns.no-server', 'this machine has no DNS server set')
    const failures: unknown[] = []
    for (const server of Array.from({ length: ROUNDS }, () => endpoints).flat()) {
      if (signal.aborted) throw abandoned(signal)
      try {
        return await askServer(server, query, AbortSignal.any([signal, AbortSignal.timeout(patience)]))
      } catch (error) {
        failures.push(error)
      }
    }
    if (signal.aborted) throw abandoned(signal)
    throw new ProtocolError('dns.unreachable', "none of this machine's DNS servers answered", {
      cause: new AggregateError(failures),
    })
  }
  return { exchange, lookup: lookupHost }
}

async function askServer(server: Endpoint, query: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const response = await askOverUdp(server, query, signal)
  if (!isTruncated(response)) return response
  // Firewalls that let no DNS through over TCP are common: what was left of the answer then says so.
  return askOverTcp(server, query, signal).catch(() => response)
}

/** The TC bit (RFC 1035 section 4.1.1). */
function isTruncated(response: Uint8Array): boolean {
  return ((response[2] ?? 0) & 0x02) !== 0
}

/** Read afresh, since a laptop changes networks: the default resolver of `node:dns` keeps its first list. */
function currentServers(): readonly string[] {
  return new Resolver().getServers()
}

function parseServer(server: string): Endpoint {
  if (isIP(server)) return { address: server, port: DNS_PORT }
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(server) ?? []
  return { address: bracketed ?? plain ?? server, port: Number(port ?? DNS_PORT) }
}

async function lookupHost(host: string): Promise<readonly string[]> {
  try {
    const found = await lookup(host, { all: true })
    return [...new Set(found.map(({ address }) => address))]
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOTFOUND') return []
    throw new ProtocolError('dns.lookup-failed', `the operating system could not look it up: ${code}`, {
      cause: error,
    })
  }
}
