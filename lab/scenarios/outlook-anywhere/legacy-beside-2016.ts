import { works, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const legacyBeside2016: Scenario = {
  name: 'legacy-beside-2016',
  title: 'Exchange 2016 in front, and a 2010 beside it under the name of the past',
  rows: [],
  hosts: {
    mail: serving(exchange('2016'), { certificate: { names: ['mail', 'autodiscover', 'legacy'] } }),
    legacy: serving(exchange('2010 SP3', { server: 'CAS01' }), {
      certificate: { names: ['legacy', 'mail'] },
    }),
  },
  zone: zoneWith({ name: 'legacy', type: 'HOST', host: 'legacy' }),
  expect: everywhere(works),
}
