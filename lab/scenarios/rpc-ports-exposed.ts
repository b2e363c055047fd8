import { goodHost, goodZone, rpcPorts, warns, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const rpcPortsExposed: Scenario = {
  name: 'rpc-ports-exposed',
  title: 'The ports of RPC and of RPC over HTTP are open to the internet',
  rows: ['S04'],
  hosts: { mail: { ...goodHost, ports: { ...goodHost.ports, ...rpcPorts } } },
  zone: goodZone,
  expect: [
    warns('outside', 'reachability', 'mail', 'rpc-ports-exposed'),
    works('inside', 'reachability', 'mail'),
  ],
}
