import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxHidden: Scenario = {
  name: 'mailbox-hidden',
  title: 'The address book does not find the user',
  rows: ['R05'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { hiddenFromAddressBook: true } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'name-not-resolved'),
}
