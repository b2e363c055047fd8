import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxProtocolDisabled: Scenario = {
  name: 'mailbox-protocol-disabled',
  title: 'Outlook may not open the mailbox',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { connect: 'protocol-disabled' } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'mapi-disabled'),
}
