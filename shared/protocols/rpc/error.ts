import { ProtocolError } from '../protocol-error.ts'
import { bindReasonName, bindRejectionName, bindResultName } from './codes/bind.ts'
import { describeRpcStatus } from './codes/status.ts'

/**
 * How far RPC over HTTP came when it broke off:
 * - `http`: a channel's request was answered otherwise than with success, or not at all;
 * - `rts`: the OUT channel is answered, the virtual connection is not open (MS-RPCH section 3.2.2);
 * - `bind`: the virtual connection is open, the interface is not bound;
 * - `call`: the interface is bound, a method was called.
 */
export type RpcStage = 'http' | 'rts' | 'bind' | 'call'

export type RpcVerb = 'RPC_IN_DATA' | 'RPC_OUT_DATA'

/**
 * RPC over HTTP did not go on, and how far it came. Codes:
 * - `rpc.no-answer-out`: no answer to the OUT channel's request; `rpc.no-a3`: answered, and then silence;
 *   `rpc.no-c2`: CONN/A3 came, CONN/C2 did not: the two channels have not met;
 * - `rpc.closed`: the peer ended a channel; `rpc.broken`: the connection broke;
 * - `rpc.no-answer`: no answer to a bind or a call, see {@link RpcSilence};
 * - `rpc.ended`: this side has ended the connection;
 * - what the subclasses name.
 */
export class RpcError extends ProtocolError {
  override readonly name: string = 'RpcError'
  readonly stage: RpcStage

  constructor(code: string, stage: RpcStage, message: string, options?: ErrorOptions) {
    super(code, message, options)
    this.stage = stage
  }
}

/** What a proxy says of an RPC error, in its status line or where PDUs should stand (MS-RPCH section 2.1.2.1.3). */
export interface ProxyErrorText {
  /** Win32 code. */
  readonly error: number
  /** Extended error information as it came, in Base64 (MS-EERR). */
  readonly eeInfo?: string
}

/**
 * A channel's request was refused: `rpc.proxy-error` with an RPC error of the proxy, else `rpc.http-status`.
 */
export class RpcRefused extends RpcError {
  override readonly name = 'RpcRefused'
  readonly verb: RpcVerb
  readonly status: number
  /** As it came: hostile where it is shown. */
  readonly reason: string
  readonly rpcError: ProxyErrorText | undefined
  /** When to come back, as the answer says; hostile where it is shown. */
  readonly retryAfter: string | undefined
  /** Whether it stood within an OUT channel that had begun with success. */
  readonly inStream: boolean

  constructor(
    stage: RpcStage,
    refusal: {
      verb: RpcVerb
      status: number
      reason: string
      rpcError: ProxyErrorText | undefined
      retryAfter?: string | undefined
      inStream: boolean
    },
  ) {
    const { verb, status, rpcError, inStream } = refusal
    const where = inStream ? `within ${verb}` : `to ${verb}`
    super(
      rpcError === undefined ? 'rpc.http-status' : 'rpc.proxy-error',
      stage,
      rpcError === undefined
        ? `the proxy answered ${status} ${where}`
        : `the proxy answered ${status} ${where}: RPC error ${describeRpcStatus(rpcError.error)}`,
    )
    this.verb = verb
    this.status = status
    this.reason = refusal.reason
    this.rpcError = rpcError
    this.retryAfter = refusal.retryAfter
    this.inStream = inStream
  }
}

/** `rpc.no-answer`: a bind or a call that nobody answered, while the proxy was heard of `pings` times. */
export class RpcSilence extends RpcError {
  override readonly name = 'RpcSilence'
  readonly pings: number

  constructor(stage: RpcStage, waitedMs: number, pings: number) {
    const heard =
      pings === 0 ? 'nothing came' : `${pings === 1 ? 'one ping' : `${pings} pings`} came and nothing else`
    super('rpc.no-answer', stage, `no answer within ${(waitedMs / 1000).toFixed(1)} s; ${heard}`)
    this.pings = pings
  }
}

/** `rpc.bind-rejected`: the server refuses one presentation context, which is to say the interface. */
export class RpcBindRejected extends RpcError {
  override readonly name = 'RpcBindRejected'
  readonly result: number
  readonly reason: number

  constructor(result: number, reason: number) {
    super(
      'rpc.bind-rejected',
      'bind',
      `the interface is refused: ${bindResultName(result)}, ${bindReasonName(reason)}`,
    )
    this.result = result
    this.reason = reason
  }
}

/** `rpc.bind-nak`: the server refuses the bind as a whole. */
export class RpcBindNak extends RpcError {
  override readonly name = 'RpcBindNak'
  readonly reason: number

  constructor(reason: number) {
    super('rpc.bind-nak', 'bind', `the bind is refused: ${bindRejectionName(reason)}`)
    this.reason = reason
  }
}

/** `rpc.fault`: the server, or its runtime, refused a call, whether or not what it says is signed as it should be. */
export class RpcFault extends RpcError {
  override readonly name = 'RpcFault'
  readonly status: number
  /** Whether the server says that it did not begin with the call. */
  readonly didNotExecute: boolean
  /** The code by which its signature was found to be wrong; who sent it is not proved then. */
  readonly signatureProblem: string | undefined

  constructor(stage: RpcStage, status: number, didNotExecute: boolean, signatureProblem?: string) {
    const doubt = signatureProblem === undefined ? '' : `, with a wrong signature (${signatureProblem})`
    super('rpc.fault', stage, `the server answered with a fault: ${describeRpcStatus(status)}${doubt}`)
    this.status = status
    this.didNotExecute = didNotExecute
    this.signatureProblem = signatureProblem
  }
}
