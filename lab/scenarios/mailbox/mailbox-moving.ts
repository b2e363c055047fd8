import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxMoving: Scenario = {
  name: 'mailbox-moving',
  title: 'The mailbox is being moved',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { logon: 'mailbox-in-transit' } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'mailbox-in-transit'),
}
