import { check, settle } from '../../engine/index.ts'
import { connectTcp } from './connect.ts'

/** Has this vantage IPv6 of its own? Only then does an IPv6 address that does not answer say anything. */
export const proveIpv6 = check(
  'vantage.ipv6',
  async (step): Promise<boolean> => {
    for (const { address, port } of step.ipv6Witnesses) {
      const { answered } = await settle(connectTcp(step, { host: address, address, port }))
      if (answered) return true
    }
    return false
  },
  { needed: false },
)
