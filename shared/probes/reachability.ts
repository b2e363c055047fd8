import { resolveHost } from '../checks/dns/addresses.ts'
import { connectTcp } from '../checks/reachability/connect.ts'
import { findExposedRpcPorts } from '../checks/reachability/exposed-rpc-ports.ts'
import { reachPort } from '../checks/reachability/port.ts'
import { check, settle } from '../engine/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** The firewall: what must be open is, and what need not be is not. */
export const reachabilityProbe: Probe = {
  name: 'reachability',
  summary:
    'does every address of a host take connections on 443 (or its own port), and no RPC port from outside',
  signsIn: false,
  targets: ['name', 'address'],
  root: check('probe.reachability', async (step, { host, port = 443 }: Target): Promise<void> => {
    const addresses = await resolveHost(step, { host })
    await Promise.all([
      settle(reachPort(step, { host, port })),
      // Open or not, both are healthy here; whether Autodiscover needs it is another probe's question.
      ...addresses.map((address) => settle(connectTcp(step, { host, address, port: 80 }))),
      ...(step.perspective === 'outside'
        ? addresses.map((address) => settle(findExposedRpcPorts(step, { host, address })))
        : []),
    ])
  }),
}
