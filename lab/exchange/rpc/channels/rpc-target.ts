import type { HttpRequest } from '../../../http/message.ts'
import type { RpcEndpoint } from '../rpc-settings.ts'

/** What a channel is to be connected with, as the query of its URL says (MS-RPCH section 2.2.2). */
export interface RpcTarget {
  readonly server: string
  readonly port: number
}

/** `undefined`: the query is none. */
export function targetOf({ target }: HttpRequest): RpcTarget | undefined {
  const [, server, port] = /^[^?]*\?([^?]{1,1023}):(\d{1,6})$/.exec(target) ?? []
  return server === undefined ? undefined : { server, port: Number(port) }
}

export const ENDPOINTS: readonly RpcEndpoint[] = [6001, 6002, 6004]

export function isEndpoint(port: number): port is RpcEndpoint {
  return ENDPOINTS.some((one) => one === port)
}
