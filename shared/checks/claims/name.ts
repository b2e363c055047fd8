import { check, settle } from '../../engine/index.ts'
import { internalNamePublished } from '../../findings/index.ts'
import { lookUpAddresses } from '../dns/addresses.ts'

type Question = { host: string; services: readonly string[]; from: string }

/** Has a name that the settings hand out an address for whoever stands outside? (X04) */
export const lookForName = check(
  'claims.name',
  async (step, { host, services, from }: Question): Promise<void> => {
    const found = await settle(lookUpAddresses(step, { host }))
    if (!found.answered) throw found.failure
    const { addresses, explained } = found.answer
    if (addresses.length > 0) return
    if (!explained) step.find(internalNamePublished({ services: [...services], host, from }))
    step.fail('dns.no-address', `${host} has no address`)
  },
  { needed: false },
)
