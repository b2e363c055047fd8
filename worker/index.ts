import { createApp } from './app.ts'
import type { Variables } from './configuration.ts'
import { createWorkerPlatform } from './platform.ts'

/** Public resolvers on IPv6, of different operators, and none of Cloudflare's: Workers cannot connect to those. */
const IPV6_WITNESSES = [
  { address: '2620:fe::fe', port: 443 },
  { address: '2001:4860:4860::8888', port: 443 },
]

/** The Worker as it is deployed. */
export default createApp<Variables>(() => ({
  platform: createWorkerPlatform(),
  ipv6Witnesses: IPV6_WITNESSES,
}))
