import { fromBothSides, goodZone, hostWith, unsure } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const chainIncompleteIssuerGone: Scenario = {
  name: 'chain-incomplete-issuer-gone',
  title: 'The server does not send the intermediate, and it is not where the certificate says',
  rows: ['T04'],
  hosts: { mail: hostWith({ chain: 'leaf-only', issuerUrl: 'gone' }) },
  zone: goodZone,
  expect: fromBothSides(unsure, 'certificate', 'mail', 'certificate-chain-incomplete'),
}
