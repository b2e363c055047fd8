import { lookUpAddresses, resolveHost } from '../checks/dns/addresses.ts'
import { findAutodiscoverRecords } from '../checks/dns/autodiscover-records.ts'
import { describeZone } from '../checks/dns/zone.ts'
import { check, settle } from '../engine/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/**
 * DNS as Outlook needs it: of a host its addresses, of a mail domain the way to Autodiscover too. A name is
 * taken for a mail domain when mail is sent to it, or when DNS knows an Autodiscover for it.
 */
export const dnsProbe: Probe = {
  name: 'dns',
  summary: 'does DNS lead Outlook to the server: addresses, Autodiscover records, resolvers compared',
  signsIn: false,
  targets: ['name'],
  root: check('probe.dns', async (step, { host, localPart }: Target): Promise<void> => {
    const [zone, own] = await Promise.all([
      settle(describeZone(step, { domain: host })),
      settle(lookUpAddresses(step, { host })),
    ])
    const takesMail = localPart !== undefined || (zone.answered && zone.answer.takesMail)
    const autodiscover = await settle(findAutodiscoverRecords(step, { domain: host, mail: takesMail }))
    const isDomain = takesMail || (autodiscover.answered && autodiscover.answer.found)
    // A mail domain needs no address of its own; anything else is a host, and does.
    if (!isDomain && own.answered) await settle(resolveHost(step, { host }))
  }),
}
