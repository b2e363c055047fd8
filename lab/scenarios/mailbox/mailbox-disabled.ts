import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxDisabled: Scenario = {
  name: 'mailbox-disabled',
  title: 'The mailbox is disabled',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { logon: 'mailbox-disabled' } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'mailbox-account-disabled'),
}
