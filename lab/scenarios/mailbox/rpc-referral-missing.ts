import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheMailbox } from './parts.ts'

export const rpcReferralMissing: Scenario = {
  name: 'rpc-referral-missing',
  title: 'The referral service names no address book',
  rows: ['R05'],
  hosts: { mail: serving(exchange('2019', { mailbox: { withoutReferral: true } })) },
  zone: goodZone,
  expect: atTheMailbox(warns, 'referral-refused'),
}
