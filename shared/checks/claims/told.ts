import type { Perspective } from '../../engine/index.ts'
import { type Generation, generationOfBuild } from '../../findings/index.ts'
import type {
  MapiHttpProtocol,
  PoxSettings,
  RpcProtocol,
  ServiceUrls,
} from '../../protocols/autodiscover/index.ts'

/** What Autodiscover told a user who signed in. All texts are the server's word. */
export interface Told {
  readonly email: string
  /** Where the answers come from, after redirects. */
  readonly url: string
  /** To a current client, which knows MAPI over HTTP and EXHTTP. */
  readonly current: PoxSettings
  /** To an old client, which says nothing of itself; absent when there was no such answer. */
  readonly old?: PoxSettings
}

/** What is known of the host that publishes Exchange, from looking at it without signing in. */
export interface Front {
  readonly host: string
  readonly generation?: Generation | undefined
}

export function rpcProtocols(
  settings: PoxSettings | undefined,
  ...types: RpcProtocol['type'][]
): RpcProtocol[] {
  const protocols = settings?.protocols ?? []
  return protocols.filter(
    (protocol): protocol is RpcProtocol =>
      (protocol.type === 'EXCH' || protocol.type === 'EXPR' || protocol.type === 'EXHTTP') &&
      types.includes(protocol.type),
  )
}

export function mapiProtocol({ current }: Told): MapiHttpProtocol | undefined {
  return current.protocols.find((protocol) => protocol.type === 'mapiHttp')
}

/** EXCH, from whichever answer has it. */
export function mailboxServer({ current, old }: Told): RpcProtocol | undefined {
  return rpcProtocols(old, 'EXCH')[0] ?? rpcProtocols(current, 'EXCH')[0]
}

/** The version of the server that holds the mailbox. */
export function mailboxGeneration(told: Told): Generation | undefined {
  const version = mailboxServer(told)?.serverVersion
  return version && generationOfBuild(`${version.major}.${version.minor}.${version.build}`)
}

/** Protocols with URLs of services for whoever stands there: EXHTTP has the inside's first, and then the outside's. */
export function servicesFor({ current, old }: Told, perspective: Perspective): readonly ServiceUrls[] {
  const answers = [current, old].filter((settings) => settings !== undefined)
  return answers.flatMap((settings) => {
    const http = rpcProtocols(settings, 'EXHTTP')
    const own = perspective === 'inside' ? http.slice(0, 1) : http.slice(-1)
    return [...own, ...rpcProtocols(settings, perspective === 'inside' ? 'EXCH' : 'EXPR')]
  })
}
