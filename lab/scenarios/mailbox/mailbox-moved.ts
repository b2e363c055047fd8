import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxMoved: Scenario = {
  name: 'mailbox-moved',
  title: 'The mailbox is on another server than Autodiscover tells',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { logon: 'other-server' } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'mailbox-elsewhere'),
}
