import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { asUser } from './parts.ts'

export const addressIsNotTheUserName: Scenario = {
  name: 'address-is-not-the-user-name',
  title: 'The address is not the user principal name: the domain has to be named',
  rows: ['A15'],
  hosts: { mail: serving(exchange('2019')) },
  zone: goodZone,
  accounts: { users: [{ name: 'anna', principalName: 'a.smith@corp.lab.test' }] },
  expect: [
    ...asUser(fails, { account: 'anna', as: 'address' }, 'credential-refused'),
    ...asUser(works, { account: 'anna', as: 'domain-and-name' }),
  ],
}
