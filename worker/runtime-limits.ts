import type { Endpoint } from '../shared/platform/index.ts'
import { type AddressKind, classifyAddress } from '../shared/transport/address-kind.ts'
import { isCloudflareAddress } from '../shared/transport/cloudflare-ranges.ts'

/** Loopback is not among them: there the lab stands, and a refusal there is a refusal. */
const PRIVATE_KINDS: readonly AddressKind[] = ['private', 'unique-local', 'link-local', 'carrier-grade-nat']

/**
 * Why the runtime itself would not make a connection, for people; `undefined` where no rule of its is known.
 * It is asked about connections that failed: the runtime's error does not name its reason.
 */
export function reasonOfRuntime({ address, port }: Endpoint): string | undefined {
  if (port === 25) return 'Workers may not connect to port 25'
  if (PRIVATE_KINDS.includes(classifyAddress(address))) return 'Workers may not connect to private addresses'
  if (isCloudflareAddress(address)) {
    return "Workers may not connect to Cloudflare's own addresses: look at this host from elsewhere"
  }
  return undefined
}
