import { type Step, settle } from '../../engine/index.ts'
import { lookUpAddresses } from '../dns/addresses.ts'

/** A label that nobody has made on purpose; always the same, so that two runs can be compared. */
const NO_SUCH_LABEL = 'outpost-asks-for-a-wildcard-7f3a91c4'

/** Whether a name has its addresses from a wildcard record alone: one that nobody made leads to the same ones. */
export async function isWildcard(step: Step, domain: string, addresses: readonly string[]): Promise<boolean> {
  if (addresses.length === 0) return false
  const asked = await settle(lookUpAddresses(step, { host: `${NO_SUCH_LABEL}.${domain}` }))
  return asked.answered && sameMembers(asked.answer.addresses, addresses)
}

/** The same addresses, in whatever order. */
export function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each) => others.includes(each))
}

/** Names of Exchange Online: what leads there is not looked at. */
const CLOUD =
  /(?:^|\.)(?:outlook\.com|office365\.com|office\.com|outlook\.office\.com|office365\.us|partner\.outlook\.cn)$/

export function isExchangeOnline(host: string): boolean {
  return CLOUD.test(host)
}
