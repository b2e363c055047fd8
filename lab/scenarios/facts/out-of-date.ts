import { everywhere, exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'

export const outOfDate: Scenario = {
  name: 'out-of-date',
  title: 'Exchange 2013, which has not been supported since 2023',
  rows: ['S06'],
  hosts: { mail: serving(exchange('2013')) },
  zone: goodZone,
  expect: everywhere(works).map((each) =>
    each.probe === 'outlook-anywhere' ? { ...each, info: ['version-unsupported'] } : each,
  ),
}
