import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxLogonRefused: Scenario = {
  name: 'mailbox-logon-refused',
  title: 'The mailbox store refuses the logon',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { logon: 'profile-not-configured' } })) },
  zone: goodZone,
  expect: atTheMailbox(fails, 'logon-refused'),
}
