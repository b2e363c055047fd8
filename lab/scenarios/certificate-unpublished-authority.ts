import { fails, fromBothSides, goodZone, hostWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const certificateUnpublishedAuthority: Scenario = {
  name: 'certificate-unpublished-authority',
  title: 'The certificate is of an authority that neither the server nor the certificate itself leads to',
  rows: ['T03'],
  hosts: { mail: hostWith({ issuer: 'private', chain: 'leaf-only', issuerUrl: 'left-out' }) },
  zone: goodZone,
  expect: fromBothSides(fails, 'certificate', 'mail', 'certificate-untrusted'),
}
