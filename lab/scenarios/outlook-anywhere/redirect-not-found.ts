import { fails, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving, servingPlainly } from './parts.ts'

export const redirectNotFound: Scenario = {
  name: 'redirect-not-found',
  title: 'The site for the redirect answers 404',
  rows: ['D08'],
  hosts: {
    mail: serving(exchange('2019')),
    redirect: servingPlainly({ kind: 'web-site', software: 'iis', unknownPaths: 'not-found' }),
  },
  zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'redirect' }),
  expect: everywhere(fails, 'redirect-method-not-a-redirect'),
}
