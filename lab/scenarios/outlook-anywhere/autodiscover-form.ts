import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { behind, everywhere, serving } from './parts.ts'

export const autodiscoverForm: Scenario = {
  name: 'autodiscover-form',
  title: 'Web Application Proxy wants Autodiscover to sign in at AD FS first',
  rows: ['H07'],
  hosts: {
    mail: serving(behind('wap', { preAuthentication: { paths: ['/autodiscover'], by: 'redirect' } })),
  },
  zone: goodZone,
  expect: everywhere(fails, 'preauthentication-page'),
}
