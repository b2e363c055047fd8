import { fromBothSides, goodHost, hostWith, warns, zoneWith } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const oneAddressOtherCertificate: Scenario = {
  name: 'one-address-other-certificate',
  title: 'One of two addresses has another certificate',
  rows: ['D13'],
  hosts: { mail: goodHost, 'mail-2': hostWith({ edition: 2 }) },
  zone: zoneWith(
    { name: 'mail', type: 'HOST', host: 'mail' },
    { name: 'mail', type: 'HOST', host: 'mail-2' },
  ),
  expect: fromBothSides(warns, 'certificate', 'mail', 'address-inconsistent'),
}
