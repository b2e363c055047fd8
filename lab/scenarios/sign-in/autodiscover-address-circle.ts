import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const autodiscoverAddressCircle: Scenario = {
  name: 'autodiscover-address-circle',
  title: 'Autodiscover sends the user from his address to the same address',
  rows: ['D10'],
  hosts: {
    mail: serving(
      exchange('2019', {
        autodiscover: { kind: 'redirect-address', address: 'anna@autodiscover-address-circle.test' },
      }),
    ),
  },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'redirect-loop'),
}
