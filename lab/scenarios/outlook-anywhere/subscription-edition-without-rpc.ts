import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, exchange, serving } from './parts.ts'

export const subscriptionEditionWithoutRpc: Scenario = {
  name: 'subscription-edition-without-rpc',
  title: 'Subscription Edition where RPC over HTTP is gone and MAPI over HTTP does it all',
  rows: [],
  hosts: {
    mail: serving(
      exchange('SE', {
        directories: { rpc: { answers: { status: 404 } } },
        autodiscover: { kind: 'settings', without: ['EXPR', 'EXCH', 'EXHTTP'] },
      }),
    ),
  },
  zone: goodZone,
  expect: afterDiscovery(works, 'rpc-proxy-missing'),
}
