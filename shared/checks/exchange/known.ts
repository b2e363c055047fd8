import type { Generation, Product } from '../../findings/index.ts'
import type { DirectoryAnswers } from './answers.ts'
import type { Health } from './health.ts'
import type { HostAddress } from './questions.ts'
import type { RpcProxyAnswers } from './rpc-proxy.ts'

/** What Autodiscover tells Outlook to use at this host, as far as somebody knows it. */
export type Expectations = { rpc?: boolean; mapi?: boolean }

/** All that the findings about a host are made from. */
export interface Known {
  readonly at: HostAddress
  readonly expects: Expectations
  readonly directories: DirectoryAnswers
  /** Undefined when the verbs of RPC over HTTP got no answer. */
  readonly rpc: RpcProxyAnswers | undefined
  readonly health: Health
  readonly generation: Generation | undefined
  readonly build: string | undefined
  /** Exchange 2013 or later, by its build or by its front end's own marks. */
  readonly modern: boolean
  readonly front: Product | undefined
}
