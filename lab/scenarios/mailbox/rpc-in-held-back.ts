import { behind, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheProxy } from './parts.ts'

export const rpcInHeldBack: Scenario = {
  name: 'rpc-in-held-back',
  title: 'A proxy holds back what comes over the IN channel',
  rows: ['H04'],
  hosts: { mail: serving(behind('nginx', { holdsRequestsUntil: 65_536 })) },
  zone: goodZone,
  expect: atTheProxy(fails, 'rpc-channel-buffered'),
}
