import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { behind, everywhere, serving } from './parts.ts'

export const http2Beside11: Scenario = {
  name: 'http2-beside-1-1',
  title: 'The front speaks HTTP/2 to those who want it, and HTTP/1.1',
  rows: [],
  hosts: { mail: serving(behind('nginx'), { alpn: ['h2', 'http/1.1'] }) },
  zone: goodZone,
  expect: everywhere(works),
}
