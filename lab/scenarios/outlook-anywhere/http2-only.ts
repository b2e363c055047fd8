import { unsure, zoneWith } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { afterDiscovery, behind, exchange, serving } from './parts.ts'

export const http2Only: Scenario = {
  name: 'http2-only',
  title: 'The front speaks HTTP/2 and nothing else',
  rows: ['H03'],
  hosts: {
    autodiscover: serving(exchange('2019'), { certificate: { names: ['autodiscover'] } }),
    mail: serving(behind('nginx'), { alpn: ['h2'] }),
  },
  zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'autodiscover' }),
  expect: afterDiscovery(unsure, 'http2-front'),
}
