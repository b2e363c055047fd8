import type { Check } from '../engine/index.ts'
import type { Target } from './target.ts'

/** A named whole that a user asks for. */
export interface Probe {
  readonly name: string
  /** One line for `--help` and the API's documentation. */
  readonly summary: string
  /** Whether it could use a credential: then the verdict says that sign-in was not tested. */
  readonly signsIn: boolean
  /** The kinds of target that it can be asked about. */
  readonly targets: readonly Target['kind'][]
  /** It can look at ports that change to TLS when asked. */
  readonly startsTls?: true
  /** It can be told which host publishes Exchange. */
  readonly takesServer?: true
  /** It can be told whom to speak RPC over HTTP with. */
  readonly takesRpc?: true
  /** It can be told to synchronise, which leaves a device partnership behind. */
  readonly syncs?: true
  readonly root: Check<Target, unknown>
}
