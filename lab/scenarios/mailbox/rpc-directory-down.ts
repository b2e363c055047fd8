import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { onTheWay } from './parts.ts'

export const rpcDirectoryDown: Scenario = {
  name: 'rpc-directory-down',
  title: 'The endpoint of the address book alone does not answer',
  rows: ['R02'],
  hosts: {
    mail: serving(exchange('2019', { rpc: { faults: { proxy: { error: '6ba', endpoints: [6004] } } } })),
  },
  zone: goodZone,
  expect: onTheWay(fails, 'rpc-directory-endpoint-down'),
}
