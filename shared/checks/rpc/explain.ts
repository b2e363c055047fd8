import type { NewFinding, Reason, Step } from '../../engine/index.ts'
import {
  errorAfterSignIn,
  ntlmNotPossible,
  rpcAccessDenied,
  rpcAnswerBroken,
  rpcChannelBuffered,
  rpcDirectoryEndpointDown,
  rpcRequestRejected,
  rpcServerUnavailable,
  serviceUnavailable,
  signInBroken,
  throttled,
} from '../../findings/index.ts'
import {
  bindReasonName,
  bindRejectionName,
  bindResultName,
  describeRpcStatus,
  isTooBusy,
  type RpcAuthLevel,
  RpcBindNak,
  RpcBindRejected,
  RpcError,
  RpcFault,
  RpcRefused,
  type RpcSecurityPackage,
  type RpcStage,
} from '../../protocols/rpc/index.ts'
import { RPC_PATH } from '../exchange/questions.ts'
import { packageTakenBy, refusesPackage } from './packages.ts'
import type { RpcPlace } from './place.ts'

/** What was tried, beside where. */
export interface RpcAttempt {
  readonly level: RpcAuthLevel
  /** By what alone the user was to sign in to RPC, or by what it was tried; undefined where either would have done. */
  readonly security?: RpcSecurityPackage
  /** Another endpoint of the same server answers: what is missing is missing here alone. */
  readonly othersAnswer?: boolean
}

/** Why RPC over HTTP did not do what it should, for people and for programs. */
export interface RpcFailure extends Reason {
  readonly stage: RpcStage
  /** What a peer said, in hexadecimal and by name, where it said something. */
  readonly said?: string
  /** Whether it leaves open what the user would be told: somebody with a ticket of Kerberos may well get in. */
  readonly unanswered?: true
}

/** Codes by which a server refuses the user: access denied, and the security package's own. */
const DENIED = [0x5, 0x6cd, 0x6d3, 0x6d4, 0x721, 0x1c00001d]
const UNKNOWN_INTERFACE = [0x6b5, 0x1c010003]
/** How devices on the way turn a request down that they do not understand, or find too long. */
const NOT_TAKEN = [400, 405, 408, 411, 413, 414, 415, 417, 501]
const CONGESTION = [1, 2]

/**
 * Makes a finding of an error of RPC over HTTP, which names the layer. Undefined for what is none of RPC's: an error of the
 * sign-in, of TLS or of the connection, for which `explainBreak` has the words.
 */
export function explainRpcError(
  step: Step,
  place: RpcPlace,
  attempt: RpcAttempt,
  error: unknown,
): RpcFailure | undefined {
  const security = attempt.security ?? packageTakenBy(step, place)
  const finding = rpcFinding(place, { ...attempt, ...(security && { security }) }, error)
  if (finding === undefined || !(error instanceof RpcError)) return undefined
  step.find(finding)
  const { code, message, stage } = error
  const said = whatWasSaid(error)
  return {
    code,
    message,
    stage,
    ...(said !== undefined && { said }),
    ...(code === 'rpc.no-ntlm' && { unanswered: true }),
  }
}

/** The finding alone: see {@link explainRpcError}. */
export function rpcFinding(place: RpcPlace, attempt: RpcAttempt, error: unknown): NewFinding | undefined {
  if (error instanceof RpcRefused) return findingOfRefusal(place, attempt, error)
  return error instanceof RpcError ? findingOfError(place, attempt, error) : undefined
}

/** What a peer said, in hexadecimal and by name. */
function whatWasSaid(error: RpcError): string | undefined {
  if (error instanceof RpcFault) {
    const { status, signatureProblem: problem } = error
    return `${describeRpcStatus(status)}${problem === undefined ? '' : `, with a wrong signature (${problem})`}`
  }
  if (error instanceof RpcBindRejected)
    return `${bindResultName(error.result)}, ${bindReasonName(error.reason)}`
  if (error instanceof RpcBindNak) return `bind_nak ${error.reason} ${bindRejectionName(error.reason)}`
  if (!(error instanceof RpcRefused)) return undefined
  const { rpcError, status } = error
  return rpcError === undefined ? `HTTP ${status}` : describeRpcStatus(rpcError.error)
}

/** What an answer with another status than success says. */
function findingOfRefusal(place: RpcPlace, attempt: RpcAttempt, error: RpcRefused): NewFinding {
  const { host, front: product = 'unknown', generation } = place
  const { status, reason, rpcError, retryAfter } = error
  const withGeneration = generation === undefined ? {} : { generation }
  const said = whatWasSaid(error)
  if (rpcError !== undefined) {
    if (isTooBusy(rpcError.error)) return busy(place)
    if (DENIED.includes(rpcError.error)) return denied(place, attempt, said)
    return unavailable(place, attempt, 'refused', said)
  }
  if (status === 401) return signInBroken({ host, path: RPC_PATH, how: 'refused-later', ...withGeneration })
  if (status === 429 || retryAfter !== undefined) return busy(place)
  if (/Invalid RPC Port/i.test(reason)) return unavailable(place, attempt, 'port', 'Invalid RPC Port')
  if (status === 404) return unavailable(place, attempt, 'unknown-server', said)
  if (status < 300) return broken(place, error)
  if (NOT_TAKEN.includes(status)) return rpcRequestRejected({ host, status, product, what: 'length' })
  if (status < 500) {
    const asked = { service: 'rpc', request: error.verb, status, product } as const
    return errorAfterSignIn({ host, path: RPC_PATH, ...asked, ...withGeneration })
  }
  return serviceUnavailable({ host, paths: [RPC_PATH], product, status, ...withGeneration })
}

function findingOfError(place: RpcPlace, attempt: RpcAttempt, error: RpcError): NewFinding {
  const { host, front: product = 'unknown' } = place
  const { code, stage } = error
  const said = whatWasSaid(error)
  if (saysBusy(error)) return busy(place)
  if (code === 'rpc.no-ntlm') return ntlmNotPossible({ host, path: RPC_PATH, offered: ['negotiate'] })
  if (saysDenied(error)) return denied(place, attempt, said, refusesPackage(error))
  if (saysNoInterface(error)) return unavailable(place, attempt, 'interface', said)
  switch (code) {
    case 'rpc.no-c2':
      return rpcChannelBuffered({ host, product, how: 'in' })
    case 'rpc.no-answer-out':
    case 'rpc.no-a3':
      return rpcChannelBuffered({ host, product, how: 'out' })
    case 'rpc.no-answer':
      return unavailable(place, attempt, 'silent', said)
    case 'rpc.closed':
      if (stage === 'http') return rpcRequestRejected({ host, product, what: 'length' })
      return unavailable(place, attempt, 'lost', said)
    default:
      return broken(place, error)
  }
}

function broken(place: RpcPlace, error: RpcError): NewFinding {
  const { code: problem, stage } = error
  const code = whatWasSaid(error)
  return rpcAnswerBroken({ ...known(place), stage, problem, ...(code !== undefined && { code }) })
}

function saysBusy(error: RpcError): boolean {
  if (error instanceof RpcFault) return isTooBusy(error.status)
  return error instanceof RpcBindNak && CONGESTION.includes(error.reason)
}

function saysDenied(error: RpcError): boolean {
  if (error instanceof RpcFault) return DENIED.includes(error.status)
  return error.code === 'rpc.negotiation-rejected' || refusesPackage(error)
}

function saysNoInterface(error: RpcError): boolean {
  if (error instanceof RpcFault) return UNKNOWN_INTERFACE.includes(error.status)
  return error instanceof RpcBindRejected
}

function known({ host, server, endpoint, generation }: RpcPlace) {
  return { host, server, endpoint, ...(generation && { generation }) }
}

function busy({ host, generation }: RpcPlace): NewFinding {
  return throttled({ host, paths: [RPC_PATH], ...(generation && { generation }) })
}

function denied(
  place: RpcPlace,
  { level, security }: RpcAttempt,
  said = 'refused',
  unknownPackage = false,
): NewFinding {
  return rpcAccessDenied({
    ...known(place),
    level,
    code: said,
    ...(security && { security }),
    ...(unknownPackage && { unknownPackage }),
  })
}

function unavailable(
  place: RpcPlace,
  { othersAnswer }: RpcAttempt,
  how: Parameters<typeof rpcServerUnavailable>[0]['how'],
  said: string | undefined,
): NewFinding {
  if (othersAnswer && place.endpoint === 6004)
    return rpcDirectoryEndpointDown({ ...known(place), code: said ?? 'no answer' })
  return rpcServerUnavailable({ ...known(place), how, ...(said !== undefined && { code: said }) })
}
