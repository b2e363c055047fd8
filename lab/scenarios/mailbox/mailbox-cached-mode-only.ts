import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, unsure } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const mailboxCachedModeOnly: Scenario = {
  name: 'mailbox-cached-mode-only',
  title: 'The mailbox may be worked with from a copy alone',
  rows: ['R06'],
  hosts: { mail: serving(exchange('2010 SP3', { mailbox: { connect: 'cached-mode-required' } })) },
  zone: goodZone,
  expect: atTheMailbox(unsure, 'cached-mode-required'),
}
