import { candidates, type OutlookGeneration } from '../../protocols/autodiscover/index.ts'
import type { Method } from './candidate.ts'
import type { Client } from './choose.ts'

/** The generations whose orders differ, as reports name them, the current one first. */
const GENERATIONS: readonly { name: string; generation: OutlookGeneration; mapiHttp: boolean }[] = [
  { name: 'Outlook 2016 and later', generation: 'outlook-2016', mapiHttp: true },
  { name: 'Outlook 2010 and 2013', generation: 'outlook-2013', mapiHttp: false },
]

/** The steps that can be seen from a network without a credential. */
const METHODS: readonly string[] = [
  'root-domain',
  'autodiscover-domain',
  'http-redirect',
  'srv',
] satisfies Method[]

/** The clients that a report speaks for. */
export function clientsFor(domain: string): Client[] {
  return GENERATIONS.map(({ generation, ...client }) => ({
    ...client,
    order: candidates(generation, domain).flatMap(({ step }) =>
      METHODS.includes(step) ? [step as Method] : [],
    ),
  }))
}
