import type { Step } from '../../engine/index.ts'
import { RpcBindNak, RpcError, RpcFault, type RpcSecurityPackage } from '../../protocols/rpc/index.ts'
import type { RpcPlace } from './place.ts'

/** bind_nak: authentication_type_not_recognized (MS-RPCE section 2.2.2.5). */
const TYPE_NOT_RECOGNISED = 8
/** RPC_S_UNKNOWN_AUTHN_SERVICE and RPC_S_UNKNOWN_AUTHN_TYPE. */
const UNKNOWN_TYPE = [0x6d3, 0x6cd]

/**
 * How the user may sign in to RPC at a server, in the order in which it is tried: first what the server was seen to take, or
 * else what is preferred; then the other.
 */
export function packagesAt(
  step: Step,
  place: Pick<RpcPlace, 'host' | 'server'>,
  preferred: RpcSecurityPackage,
): readonly RpcSecurityPackage[] {
  return (packageTakenBy(step, place) ?? preferred) === 'ntlm' ? ['ntlm', 'negotiate'] : ['negotiate', 'ntlm']
}

/** What a server was seen to take in this run. */
export function packageTakenBy(
  { signIn }: Step,
  place: Pick<RpcPlace, 'host' | 'server'>,
): RpcSecurityPackage | undefined {
  return signIn?.packageAt(keyOf(place))
}

/** Remembers what a server takes, for the endpoints that follow. */
export function learnPackage(
  { signIn }: Step,
  place: Pick<RpcPlace, 'host' | 'server'>,
  taken: RpcSecurityPackage,
): void {
  signIn?.learnPackage(keyOf(place), taken)
}

/**
 * Whether a server refuses the package itself, and nobody who signs in by it: it does not recognise its type, or
 * negotiates without NTLM.
 */
export function refusesPackage(error: unknown): error is RpcError {
  if (error instanceof RpcBindNak) return error.reason === TYPE_NOT_RECOGNISED
  if (error instanceof RpcFault) return error.stage === 'bind' && UNKNOWN_TYPE.includes(error.status)
  return error instanceof RpcError && error.code === 'rpc.no-ntlm'
}

function keyOf({ host, server }: Pick<RpcPlace, 'host' | 'server'>): string {
  return `${host} ${server}`.toLowerCase()
}
