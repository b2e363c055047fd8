import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { domainOf, type Scenario, type SignInRecord, scenarios, startLab } from '../../lab/index.ts'
import { startWorker } from '../../scripts/start-worker.ts'

/** An edge in front of the lab: a Worker in workerd, and the token that it accepts. */
export interface LabEdge {
  readonly url: URL
  readonly token: string
  /** The lab's root in a file, for an editor whose machine is to trust it. */
  readonly rootFile: string
  /** Somebody with a mailbox at {@link EXCHANGE}. */
  readonly account: { readonly user: string; readonly password: string }
  /** What the servers of a tenant saw of an account. */
  record(tenant: string, account: string): SignInRecord
  close(): Promise<void>
}

/** The tenants that the tests look at; the whole lab takes longer to start. */
const TENANTS = [
  'certificate-expired',
  'plain',
  'port-dropped',
  'certificate-other-name',
  'exchange-2019-by-alias',
  'exchange-2019-by-srv',
]

export const EXPIRED = 'certificate-expired.test'
export const HEALTHY = 'plain.test'
/** All of Exchange, and nothing wrong, though two of Outlook's ways to Autodiscover lead nowhere. */
export const EXCHANGE = 'exchange-2019-by-srv.test'
/** Where somebody signs in. */
export const WITH_MAILBOX = 'exchange-2019-by-alias'

/** Starts the lab and a Worker in this process. What is dropped there keeps a run waiting for seconds. */
export async function startEdge(): Promise<LabEdge> {
  // A password that stands in no source and no bundle: wherever it is found, it was let out.
  const account = { user: `anna@${EXCHANGE}`, password: `Pw-${randomBytes(12).toString('base64url')}!` }
  const lab = await startLab({
    scenarios: scenarios
      .filter((scenario) => TENANTS.some((name) => domainOf(scenario) === `${name}.test`))
      .map((scenario): Scenario => {
        if (domainOf(scenario) !== EXCHANGE) return scenario
        return { ...scenario, accounts: { users: [{ name: 'anna', password: account.password }] } }
      }),
  })
  const token = randomBytes(24).toString('base64url')
  const folder = await mkdtemp(join(tmpdir(), 'outpost-root-'))
  const rootFile = join(folder, 'root.pem')
  await writeFile(rootFile, lab.rootPem)
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
      rootFile,
      account,
      record: (tenant, account) => lab.accounts(tenant).record(account),
      async close() {
        await worker.close()
        await lab.close()
        await rm(folder, { recursive: true })
      },
    }
  } catch (error) {
    await lab.close()
    throw error
  }
}
