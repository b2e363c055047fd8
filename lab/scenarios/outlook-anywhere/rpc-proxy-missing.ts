import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, exchange, serving } from './parts.ts'

export const rpcProxyMissing: Scenario = {
  name: 'rpc-proxy-missing',
  title: 'Exchange 2010 without the RPC proxy',
  rows: ['H12'],
  hosts: { mail: serving(exchange('2010 SP3', { directories: { rpc: { answers: { status: 404 } } } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'rpc-proxy-missing'),
}
