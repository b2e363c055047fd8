import { check, type Plain, settle } from '../../engine/index.ts'
import type { RecordType } from '../../protocols/dns/index.ts'
import { queryResolver } from './query.ts'

/** What a mail domain says of itself beside its addresses. */
const TYPES: readonly RecordType[] = ['MX', 'NS', 'SOA', 'TXT', 'CAA']

/** What else does the zone say? Facts for the report; one resolver is enough, and nothing depends on them. */
export const describeZone = check(
  'dns.zone',
  async (step, { domain }: { domain: string }): Promise<{ takesMail: boolean }> => {
    const resolver = step.resolvers[0]?.name ?? ''
    const answers = await Promise.all(
      TYPES.map(async (type) => ({
        type,
        asked: await settle(queryResolver(step, { resolver, name: domain, type })),
      })),
    )
    const facts: Record<string, Plain> = {}
    for (const { type, asked } of answers) {
      if (asked.answered) facts[type] = asked.answer.records.map(({ ttl: _ttl, ...record }) => record)
    }
    step.note('dns.zone', facts)
    const mx = facts.MX
    return { takesMail: Array.isArray(mx) && mx.length > 0 }
  },
  { limitSeconds: 10, needed: false },
)
