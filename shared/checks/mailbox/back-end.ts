import { check } from '../../engine/index.ts'
import { backendUnreachable, type Generation } from '../../findings/index.ts'
import type { HttpHeaders } from '../../protocols/http/index.ts'
import { RPC_HEADERS, RPC_PATH } from '../exchange/questions.ts'
import { askSignedIn } from '../sign-in/open.ts'

interface Answered {
  readonly status: number
  readonly headers: HttpHeaders
}

/**
 * Whether an answer to a user who is signed in shows a front end that reaches nobody behind it: 500 or 503 with its own
 * name and no other (H23).
 */
export function symptomOfBackEnd({ status, headers }: Answered): { readonly frontEnd: string } | undefined {
  const frontEnd = headers.first('X-FEServer')
  if (status !== 500 && status !== 503) return undefined
  return frontEnd !== undefined && headers.first('X-BEServer') === undefined ? { frontEnd } : undefined
}

/** Whether the server asks to come back later (H18). */
export function isThrottled({ status, headers }: Answered): boolean {
  return status === 429 || (status === 503 && headers.first('Retry-After') !== undefined)
}

/** The RPC proxy of a host, and which server is asked for behind it. */
export type RpcProxyPlace = { host: string; address: string; server: string; generation?: Generation }

/** Does the front end of the RPC proxy reach what is behind it? Asked by an echo, of a proxy that let the user in and then failed. */
export const reachesBackEnd = check(
  'rpc.back-end',
  async (step, { host, address, server, generation }: RpcProxyPlace): Promise<boolean> => {
    const path = `${RPC_PATH}?${server}:6001`
    const request = { method: 'RPC_IN_DATA', path, headers: RPC_HEADERS, body: new Uint8Array() }
    const answer = await askSignedIn(step, { host, address }, request)
    const unreachable = symptomOfBackEnd(answer)
    step.note('rpc.back-end', { status: answer.status, reached: unreachable === undefined })
    if (unreachable === undefined) return true
    const { status } = answer
    step.find(
      backendUnreachable({ host, path: RPC_PATH, status, ...unreachable, ...(generation && { generation }) }),
    )
    return false
  },
  { limitSeconds: 20, needed: false },
)
