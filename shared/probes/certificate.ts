import { examineHost } from '../checks/certificate/host.ts'
import { check } from '../engine/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** The ports that the protocols have by themselves, where the target names none. */
const STARTTLS_PORTS = { smtp: 25, imap: 143, pop3: 110 } as const

/** The certificate as clients see it, at every address of a host: name, dates, trust, and TLS itself. */
export const certificateProbe: Probe = {
  name: 'certificate',
  summary:
    'is the certificate of a host right (name, dates, trust) at each of its addresses, and TLS up to date',
  signsIn: false,
  targets: ['name', 'address'],
  startsTls: true,
  root: check('probe.certificate', async (step, { host, port: asked, starttls }: Target): Promise<void> => {
    const port = asked ?? (starttls === undefined ? 443 : STARTTLS_PORTS[starttls])
    if (port === 25 && step.vantageKind === 'edge') {
      const instead = 'ask for port 587, or look from a machine of your own'
      return step.cannotTell('edge.port-25', `the edge's platform lets nobody connect to port 25: ${instead}`)
    }
    await examineHost(step, { host, port, ...(starttls && { starttls }) })
  }),
}
