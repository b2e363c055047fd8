import { randomBytes } from 'node:crypto'
import { domainOf, scenarios, startLab } from '../../lab/index.ts'
import { startWorker } from '../../scripts/start-worker.ts'

/** An edge in front of the lab: a Worker in workerd, and the token that it accepts. */
export interface LabEdge {
  readonly url: URL
  readonly token: string
  close(): Promise<void>
}

/** The tenants that the tests look at; the whole lab takes longer to start. */
const TENANTS = ['certificate-expired', 'plain', 'port-dropped', 'certificate-other-name']

export const EXPIRED = 'certificate-expired.test'
export const HEALTHY = 'plain.test'

/** Starts the lab and a Worker in this process. What is dropped there keeps a run waiting for seconds. */
export async function startEdge(): Promise<LabEdge> {
  const lab = await startLab({
    scenarios: scenarios.filter((scenario) => TENANTS.some((name) => domainOf(scenario) === `${name}.test`)),
  })
  const token = randomBytes(24).toString('base64url')
  try {
    const worker = await startWorker({
      map: lab.map,
      resolvers: lab.resolvers.map(({ url }) => url),
      tokens: [token],
      roots: lab.rootPem,
      ipv6Witnesses: lab.ipv6Witnesses,
    })
    return {
      url: worker.url,
      token,
      async close() {
        await worker.close()
        await lab.close()
      },
    }
  } catch (error) {
    await lab.close()
    throw error
  }
}
