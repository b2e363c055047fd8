import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { directories, everywhere, serving } from './parts.ts'

export const autodiscoverRedirected: Scenario = {
  name: 'autodiscover-redirected',
  title: 'The redirect of the web site to OWA was inherited by Autodiscover',
  rows: ['H10'],
  hosts: { mail: serving(directories({ autodiscover: { answers: { redirect: { path: '/owa' } } } })) },
  zone: goodZone,
  expect: everywhere(fails, 'unexpected-redirect'),
}
