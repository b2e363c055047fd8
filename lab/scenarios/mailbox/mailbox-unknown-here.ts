import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxUnknownHere: Scenario = {
  name: 'mailbox-unknown-here',
  title: 'The server knows no mailbox of the name that Autodiscover tells',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { connect: 'unknown-user' } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'mailbox-unknown'),
}
