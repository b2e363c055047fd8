import type { DnsExchange, Platform, SystemResolver } from '../../shared/platform/index.ts'
import { readAddresses } from '../dns/read-addresses.ts'
import { TYPES } from '../dns/wire.ts'
import { writeQuery } from '../dns/write-message.ts'
import type { AddressMap } from './address-map.ts'

/** The resolver that a machine inside is set up to use. It has no hosts file. */
export function insideSystemResolver(base: Platform, map: AddressMap): SystemResolver {
  const url = new URL(map.insideResolver)
  const exchange: DnsExchange = (query, signal) => base.askResolver(url, query, signal)
  return {
    exchange,
    async lookup(host) {
      const signal = AbortSignal.timeout(5000)
      const answers = await Promise.all(
        [TYPES.A, TYPES.AAAA].map((type) => exchange(writeQuery(host, type), signal)),
      )
      return answers.flatMap(readAddresses)
    },
  }
}
