import type { HttpExchange } from '../../http/index.ts'
import type { RpcVerb } from '../error.ts'

/**
 * Sends the head of a channel's request and signs in; the body is the caller's to write. Cookies of a load balancer,
 * headers and the scheme are its matter.
 */
export type OpenRpcChannel = (channel: {
  readonly verb: RpcVerb
  /** What `Content-Length` has to say, in bytes. */
  readonly contentLength: number
}) => Promise<RpcChannelExchange>

/** What a virtual connection needs of a channel's exchange. */
export type RpcChannelExchange = Pick<HttpExchange, 'write' | 'response' | 'close'>

/** `Content-Length` of an OUT channel: CONN/A1, and of one that takes another's place: OUT_R1/A3 and OUT_R1/A11. */
export const OUT_CHANNEL_LENGTH = 76
export const SUCCESSOR_OUT_CHANNEL_LENGTH = 120

/** A timer that can be called off. */
export type After = (milliseconds: number, run: () => void) => () => void

/** The longest time that `setTimeout` knows. */
const LONGEST_TIMER = 0x7fffffff

export const afterTimeout: After = (milliseconds, run) => {
  const timer = setTimeout(run, Math.min(milliseconds, LONGEST_TIMER))
  return () => clearTimeout(timer)
}
