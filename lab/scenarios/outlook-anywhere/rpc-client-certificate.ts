import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, directories, serving } from './parts.ts'

export const rpcClientCertificate: Scenario = {
  name: 'rpc-client-certificate',
  title: 'The directory of the RPC proxy requires a client certificate',
  rows: ['T11'],
  hosts: { mail: serving(directories({ rpc: { answers: { status: 403, substatus: 7 } } })) },
  zone: goodZone,
  expect: afterDiscovery(fails, 'client-certificate-required'),
}
