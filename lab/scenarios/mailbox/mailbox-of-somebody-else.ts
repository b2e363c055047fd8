import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxOfSomebodyElse: Scenario = {
  name: 'mailbox-of-somebody-else',
  title: 'The user may not open the mailbox',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { logon: 'access-denied' } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'mailbox-access-denied'),
}
