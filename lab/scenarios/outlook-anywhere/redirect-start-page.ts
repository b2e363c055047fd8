import { fails, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { everywhere, exchange, serving, servingPlainly } from './parts.ts'

export const redirectStartPage: Scenario = {
  name: 'redirect-start-page',
  title: 'The site for the redirect shows its start page',
  rows: ['D08'],
  hosts: {
    mail: serving(exchange('2019')),
    redirect: servingPlainly({ kind: 'web-site', software: 'nginx', unknownPaths: 'start-page' }),
  },
  zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'redirect' }),
  expect: everywhere(fails, 'redirect-method-not-a-redirect'),
}
