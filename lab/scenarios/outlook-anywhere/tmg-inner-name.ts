import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { behind, everywhere, serving } from './parts.ts'

export const tmgInnerName: Scenario = {
  name: 'tmg-inner-name',
  title: 'TMG finds another name in the certificate behind it than its rule says',
  rows: ['H09'],
  hosts: { mail: serving(behind('tmg', { upstream: 'wrong-name' })) },
  zone: goodZone,
  expect: everywhere(fails, 'publishing-inner-name'),
}
