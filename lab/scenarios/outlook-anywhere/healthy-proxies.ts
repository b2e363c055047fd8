import type { ProductName } from '../../proxies/proxy-service.ts'
import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { behind, everywhere, serving } from './parts.ts'

const PRODUCTS: readonly ProductName[] = ['nginx', 'apache', 'haproxy', 'tmg', 'wap', 'arr']

/** Every proxy, set up so that all of Outlook's requests pass. One that passes TCP on looks like none. */
export const healthyProxies: readonly Scenario[] = PRODUCTS.map((product) => ({
  name: `behind-${product}`,
  title: `Exchange 2019 behind ${product}, which lets everything through`,
  rows: [],
  hosts: { mail: serving(behind(product)) },
  zone: goodZone,
  expect: everywhere(works),
}))
