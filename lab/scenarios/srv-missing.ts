import { goodHost, goodZone, warns, works } from './parts.ts'
import type { Expectation, Scenario } from './scenario.ts'

const declared = (expectation: Expectation): Expectation => ({
  ...expectation,
  declared: { autodiscover: 'srv' },
})

export const srvMissing: Scenario = {
  name: 'srv-missing',
  title: 'Autodiscover is found by its host, where it was to be by an SRV record',
  rows: ['D03'],
  hosts: { mail: goodHost },
  zone: goodZone,
  expect: (['outside', 'inside'] as const).flatMap((side) => [
    ...['dns', 'autodiscover', 'outlook-anywhere'].map((probe) =>
      declared(warns(side, probe, '@', 'srv-missing')),
    ),
    works(side, 'dns', '@'),
  ]),
}
