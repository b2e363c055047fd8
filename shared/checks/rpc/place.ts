import type { Generation, Product } from '../../findings/index.ts'
import { interfaceName, type SyntaxId } from '../../protocols/rpc/index.ts'
import { RPC_PATH } from '../exchange/questions.ts'
import type { SignInSpot } from '../sign-in/explain-break.ts'
import type { RpcPeer } from '../sign-in/rpc-security.ts'

/** The endpoints behind Exchange's RPC proxy: the mailbox store, the referral service, the address book. */
export const RPC_ENDPOINTS = [6001, 6002, 6004] as const
export type RpcEndpointNumber = (typeof RPC_ENDPOINTS)[number]

/** An endpoint of a server behind the RPC proxy at one address of a host. */
export type RpcPlace = {
  host: string
  address: string
  /** Of the proxy. Default: 443. */
  port?: number
  /** The RPC server's name: `EX01`, or from 2013 on the mailbox's GUID at its domain, as Autodiscover tells it. */
  server: string
  endpoint: RpcEndpointNumber
  /** What is known of who answers, for the words of findings. */
  front?: Product
  generation?: Generation
}

/** The proxy, as the place at which the user signs in. */
export function spotOf({ host, address, port, front, generation }: RpcPlace): SignInSpot {
  return {
    host,
    address,
    path: RPC_PATH,
    ...(port !== undefined && { port }),
    ...(front && { front }),
    ...(generation && { generation }),
  }
}

/** Under which service's name the server proves who it is. */
export function serviceOf({ endpoint }: Pick<RpcPlace, 'endpoint'>, asked: SyntaxId): RpcPeer['service'] {
  const name = interfaceName(asked)
  if (name === 'NSPI') return 'exchangeAB'
  if (name === 'RFR') return 'exchangeRFR'
  if (name === 'EMSMDB' || name === 'AsyncEMSMDB' || endpoint === 6001) return 'exchangeMDB'
  return endpoint === 6002 ? 'exchangeRFR' : 'exchangeAB'
}
