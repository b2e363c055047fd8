import { check, type Step, settle } from '../../engine/index.ts'
import { addressInconsistent, ipv6Unreachable, portClosed } from '../../findings/index.ts'
import { isCloudflareAddress } from '../../transport/cloudflare-ranges.ts'
import { resolveHost } from '../dns/addresses.ts'
import { connectTcp } from './connect.ts'
import { proveIpv6 } from './ipv6-proof.ts'

type HostPort = { host: string; port: number }
type How = 'refused' | 'timed-out' | 'unreachable' | 'closed' | 'failed'
type Tried = { address: string; open: true } | { address: string; open: false; how: How }

/**
 * At which of its addresses does this port of a host answer? Tells a service that is down from a firewall
 * (D15), one dead address among several (D13), and IPv6 that was forgotten (D14).
 */
export const reachPort = check(
  'reachability.port',
  async (step, { host, port }: HostPort): Promise<readonly string[]> => {
    const addresses = await resolveHost(step, { host })
    const attempts = await Promise.all(addresses.map((address) => tryAddress(step, host, address, port)))
    const tried = attempts.filter((each) => each !== undefined)
    const open = tried.filter((each) => each.open).map(({ address }) => address)
    await explainClosed(step, { host, port }, tried)
    if (open.length > 0) return open
    if (tried.length === attempts.length) {
      return step.fail('reachability.closed', `port ${port} of ${host} answers at no address`)
    }
    return step.cannotTell('reachability.not-allowed', `this vantage may not connect to ${host}`)
  },
)

/** Undefined when nothing was learned about the port: the connection was not allowed. */
async function tryAddress(
  step: Step,
  host: string,
  address: string,
  port: number,
): Promise<Tried | undefined> {
  const tried = await settle(connectTcp(step, { host, address, port }))
  if (tried.answered) return { address, open: true }
  const { code } = tried.failure.reason
  // The edge's runtime refuses its own operator's addresses, and does not always say that it was the one who did.
  if (code === 'connect.blocked' || (step.vantageKind === 'edge' && isCloudflareAddress(address)))
    return undefined
  const how = /^connect\.(refused|timed-out|unreachable|closed|failed)$/.exec(code)?.[1]
  if (how === undefined) throw tried.failure
  return { address, open: false, how: how as How }
}

async function explainClosed(step: Step, { host, port }: HostPort, tried: readonly Tried[]): Promise<void> {
  const of = (family: 4 | 6) => tried.filter(({ address }) => address.includes(':') === (family === 6))
  const closed4 = of(4).flatMap((each) => (each.open ? [] : [each]))
  const closed6 = of(6).flatMap((each) => (each.open ? [] : [each]))
  const open = tried.filter((each) => each.open).map(({ address }) => address)
  const open4 = open.filter((address) => !address.includes(':'))
  const open6 = open.filter((address) => address.includes(':'))

  if (closed4.length > 0 && open4.length > 0) {
    const odd = closed4.map(({ address }) => address)
    step.find(addressInconsistent({ host, port, difference: 'reachability', odd, others: open }))
  } else {
    for (const { address, how } of closed4) step.find(portClosed({ host, address, port, how }))
  }
  if (closed6.length === 0) return
  const proved = open6.length > 0 || (await proveIpv6(step, {}).catch(() => false))
  if (!proved) {
    step.note(
      'reachability.ipv6-untested',
      closed6.map(({ address }) => address),
    )
    if (of(4).length === 0)
      step.cannotTell('reachability.no-ipv6', 'this vantage has no IPv6, and the host nothing else')
    return
  }
  for (const { address, how } of closed6) {
    if (open4.length > 0 && open6.length === 0) step.find(ipv6Unreachable({ host, address, port, how }))
    else if (open.length > 0) {
      step.find(addressInconsistent({ host, port, difference: 'reachability', odd: [address], others: open }))
    } else step.find(portClosed({ host, address, port, how }))
  }
}
