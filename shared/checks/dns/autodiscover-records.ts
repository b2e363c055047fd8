import { check, type Step, settle } from '../../engine/index.ts'
import { dnsAutodiscoverMissing, srvMissing } from '../../findings/index.ts'
import { connectTcp } from '../reachability/connect.ts'
import { type HostAddresses, lookUpAddresses } from './addresses.ts'
import { lookUpRecords } from './records.ts'

type Domain = { domain: string /** Whether the domain is known to be one of mail. */; mail: boolean }

/** Does DNS lead Outlook from the domain to Autodiscover, and by which way? */
export const findAutodiscoverRecords = check(
  'dns.autodiscover',
  async (step, { domain, mail }: Domain): Promise<{ found: boolean }> => {
    const [named, srv] = await Promise.all([
      lookUpAddresses(step, { host: `autodiscover.${domain}` }),
      lookUpRecords(step, { name: `_autodiscover._tcp.${domain}`, type: 'SRV' }),
    ])
    const byName = named.status === 'answer' || named.explained
    const bySrv = srv.status === 'answer'
    const targets = srv.records.map(({ target, port }) => `${target}:${port}`)
    step.note('autodiscover.records', { name: byName, srv: targets })
    const absent = srv.status === 'nxdomain' || srv.status === 'nodata'
    if (absent && step.expected.autodiscover === 'srv') step.find(srvMissing({ domain, named: byName }))
    if (byName || bySrv || !mail) return { found: byName || bySrv }

    const root = await lookUpAddresses(step, { host: domain })
    if (!(await answersOn443(step, domain, root))) {
      const resolvers = step.resolvers.map(({ name }) => name)
      step.find(dnsAutodiscoverMissing({ domain, resolvers, root: 'silent' }))
    }
    return { found: false }
  },
)

/** Outlook asks the domain itself first: whether there could be anything is seen from the port. */
async function answersOn443(step: Step, host: string, { addresses }: HostAddresses): Promise<boolean> {
  const tried = await Promise.all(
    addresses.map((address) => settle(connectTcp(step, { host, address, port: 443 }))),
  )
  return tried.some(({ answered }) => answered)
}
