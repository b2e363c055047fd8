import { directories, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const signInCutOff: Scenario = {
  name: 'sign-in-cut-off',
  title: 'The connection is cut as soon as somebody says who he is to Outlook Anywhere',
  rows: ['H05'],
  hosts: { mail: serving(directories({ rpc: { afterSignIn: 'reset' }, mapi: { afterSignIn: 'reset' } })) },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'sign-in-broken'),
}
