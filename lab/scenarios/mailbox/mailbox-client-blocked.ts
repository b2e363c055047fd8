import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxClientBlocked: Scenario = {
  name: 'mailbox-client-blocked',
  title: 'The version of the client is not allowed',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { connect: 'client-version-disallowed' } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'client-version-blocked'),
}
