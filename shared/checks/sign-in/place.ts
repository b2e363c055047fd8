import { type Step, settle } from '../../engine/index.ts'
import { firstOpen } from '../autodiscover/ask.ts'
import { lookUpAddresses } from '../dns/addresses.ts'

/** The first address of a host that takes connections on the port; undefined where none does. */
export async function addressOf(step: Step, host: string, port: number): Promise<string | undefined> {
  const found = await settle(lookUpAddresses(step, { host }))
  if (!found.answered) return undefined
  const open = await firstOpen(step, host, found.answer.addresses, port)
  return 'code' in open ? undefined : open.address
}
