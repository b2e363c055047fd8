import { fromBothSides, goodZone, hostWith, warns } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const chainIncomplete: Scenario = {
  name: 'chain-incomplete',
  title: 'The server does not send the intermediate, which clients can fetch',
  rows: ['T04'],
  hosts: { mail: hostWith({ chain: 'leaf-only' }) },
  zone: goodZone,
  expect: fromBothSides(warns, 'certificate', 'mail', 'certificate-chain-incomplete'),
}
