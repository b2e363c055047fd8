import { behind, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { atTheProxy } from './parts.ts'

export const rpcOutHeldBack: Scenario = {
  name: 'rpc-out-held-back',
  title: 'A proxy holds back what goes over the OUT channel',
  rows: ['H04'],
  hosts: { mail: serving(behind('nginx', { buffersResponses: true })) },
  zone: goodZone,
  expect: atTheProxy(fails, 'rpc-channel-buffered'),
}
