import { candidates } from '../../protocols/autodiscover/index.ts'
import type { Method } from './candidate.ts'
import type { Client } from './choose.ts'

/** The generations whose orders differ, as reports name them, the current one first. */
const CLIENTS: readonly Omit<Client, 'order'>[] = [
  { name: 'Outlook 2016 and later', generations: ['outlook-2016'], mapiHttp: true },
  {
    name: 'Outlook 2010 and 2013 without updates',
    generations: ['outlook-2010', 'outlook-2013'],
    mapiHttp: false,
  },
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
  return CLIENTS.map((client) => ({
    ...client,
    order: candidates(client.generations[0], domain).flatMap(({ step }) =>
      METHODS.includes(step) ? [step as Method] : [],
    ),
  }))
}
