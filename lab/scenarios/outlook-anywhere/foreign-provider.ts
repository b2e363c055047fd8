import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving } from './parts.ts'

export const foreignProvider: Scenario = {
  name: 'foreign-provider',
  title: 'The web host of the domain answers Autodiscover with IMAP',
  rows: ['D06'],
  hosts: {
    mail: serving(exchange('2019')),
    web: serving({ kind: 'hosting-provider' }, { certificate: { names: ['@', 'www'] } }),
  },
  zone: [...goodZone, { name: '@', type: 'HOST', host: 'web' }, { name: 'www', type: 'HOST', host: 'web' }],
  expect: everywhere(fails, 'autodiscover-foreign-provider'),
}
