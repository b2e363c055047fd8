import { hostname } from 'node:os'
import { type Disposable, env, workspace } from 'vscode'
import { localVantage, type ResolverChoice } from '../../node/local-vantage.ts'
import { createNodePlatform } from '../../node/platform.ts'
import { systemRoots } from '../../node/trust-store.ts'
import { edgeVantage, type Vantage } from '../../shared/vantage/index.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { From } from '../store/run.ts'
import type { RunMeans } from '../store/run-store.ts'

/** What has to be done before a probe can run from there; its words tell the user. */
export class NotSetUp extends Error {
  override readonly name = 'NotSetUp'
}

/** The simulated estate, inside the extension host. */
interface Sample {
  readonly vantage: Vantage
  close(): Promise<void>
}

/** Opens the vantages that the settings describe. */
export class Vantages implements Disposable {
  readonly #secrets: Secrets
  #sample: Promise<Sample> | undefined

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  /** The user's edge, when there is one. */
  get edge(): URL | undefined {
    const text = workspace.getConfiguration('outpost').get('edge', '')
    return URL.canParse(text) ? new URL(text) : undefined
  }

  /** Where probes run that run from there, as results name it. */
  placeOf(from: From): string {
    if (from === 'edge') return this.edge?.host ?? 'the edge'
    const machine = hostname()
    if (from === 'sample') return 'the sample estate'
    return env.remoteName === undefined ? machine : `${machine} (${env.remoteName})`
  }

  /**
   * @throws NotSetUp when there is no edge or no token for it
   */
  async open(from: From): Promise<RunMeans> {
    if (from === 'sample') {
      const sample = await this.#startSample()
      return { vantage: sample.vantage, close: async () => {} }
    }
    if (from === 'edge') return this.#openEdge()
    const settings = workspace.getConfiguration('outpost')
    const resolvers = settings.get<string[]>('resolvers', ['system'])
    const vantage = localVantage({
      name: this.placeOf('here'),
      perspective: settings.get<'inside' | 'outside'>('perspective', 'inside'),
      resolvers: resolvers.map((one): ResolverChoice => (one === 'system' ? 'system' : new URL(one))),
      systemRoots: settings.get('systemRoots', true),
    })
    return { vantage, close: async () => {} }
  }

  dispose(): void {
    void this.#sample?.then((sample) => sample.close())
  }

  async #openEdge(): Promise<RunMeans> {
    const { edge } = this
    if (edge === undefined) throw new NotSetUp('No edge is set up: the setting outpost.edge is empty.')
    const token = await this.#secrets.token(edge)
    if (token === undefined) throw new NotSetUp(`There is no token for ${edge.host}.`)
    // Who gets the credential is judged here: a private authority that this machine trusts is known to this machine alone.
    const roots = workspace.getConfiguration('outpost').get('systemRoots', true)
      ? [systemRoots().join('\n')]
      : []
    return { vantage: edgeVantage({ url: edge, token, roots }), close: async () => {} }
  }

  #startSample(): Promise<Sample> {
    this.#sample ??= startSample()
    return this.#sample
  }
}

/** Starts the lab on ports of this machine, and a vantage outside of its tenants. */
async function startSample(): Promise<Sample> {
  const { labPlatform, startLab } = await import('./sample.ts')
  const lab = await startLab()
  const vantage = localVantage({
    name: 'the sample estate',
    perspective: 'outside',
    resolvers: lab.resolvers.map(({ url }) => new URL(url)),
    extraRoots: [{ name: "the sample estate's authority", pem: lab.rootPem, kind: 'public' }],
    platform: labPlatform(createNodePlatform(), lab.map, 'outside'),
    ipv6Witnesses: lab.ipv6Witnesses,
  })
  return { vantage, close: () => lab.close() }
}
