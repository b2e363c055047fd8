import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { asUser } from './parts.ts'

export const passwordWrong: Scenario = {
  name: 'password-wrong',
  title: 'The password is wrong: it is tried once, and then no more',
  rows: ['A15'],
  hosts: { mail: serving(exchange('2019')) },
  zone: goodZone,
  expect: asUser(fails, { account: 'anna', password: 'wrong' }, 'credential-refused').map((one) => ({
    ...one,
    badAttempts: 1,
  })),
}
