import { afterDiscovery, exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'

export const innerNamesTold: Scenario = {
  name: 'inner-names-told',
  title: 'The server tells everybody its name and its domain, as NTLM and the front end do',
  rows: ['S02'],
  hosts: { mail: serving(exchange('2019', { server: 'EXCHANGE-01' })) },
  zone: goodZone,
  expect: afterDiscovery(works, 'internal-names-leaked'),
}
