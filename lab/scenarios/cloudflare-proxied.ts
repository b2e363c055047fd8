import { goodZone, unknown, works } from './parts.ts'
import type { Scenario } from './scenario.ts'

export const cloudflareProxied: Scenario = {
  name: 'cloudflare-proxied',
  title: "The name leads to Cloudflare's proxy, which its Workers cannot connect to",
  rows: ['H17'],
  hosts: { mail: { addresses: ['cloudflare'], ports: { 443: 'block' } } },
  zone: goodZone,
  expect: [
    works('outside', 'dns', '@', 'cloudflare-proxied'),
    unknown('outside', 'reachability', 'mail', 'cloudflare-proxied'),
    unknown('outside', 'certificate', 'mail', 'cloudflare-proxied'),
  ],
}
