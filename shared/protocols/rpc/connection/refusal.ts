import { type HttpResponse, parseStatusLine } from '../../http/index.ts'
import { type ProxyErrorText, RpcRefused, type RpcStage, type RpcVerb } from '../error.ts'
import type { After } from './channel.ts'

const LONGEST_BODY = 8192
const BODY_LIMIT_MS = 1000
const BASE64 = /^[A-Za-z0-9+/=]{1,8192}$/

/** The RPC error that a reason phrase tells (MS-RPCH section 2.1.2.1.3): `RPC Error: 6ba, EEInfo: …`. */
export function parseProxyError(reason: string): ProxyErrorText | undefined {
  const hex = /RPC Error: ?([0-9a-fA-F]{1,8})(?![0-9a-fA-F])/.exec(reason)?.[1]
  if (hex === undefined) return undefined
  return { error: Number.parseInt(hex, 16), ...extendedInformation(/EEInfo: ?(\S+)/.exec(reason)?.[1]) }
}

/** What an answer that is no success says. Extended error information may stand in a short body. */
export async function readRefusal(
  stage: RpcStage,
  verb: RpcVerb,
  response: HttpResponse,
  after: After,
): Promise<RpcRefused> {
  const { status, reason } = response
  const told = parseProxyError(reason)
  const rpcError =
    told === undefined || told.eeInfo !== undefined
      ? told
      : { ...told, ...extendedInformation(/EEInfo: ?(\S+)/.exec(await shortBody(response, after))?.[1]) }
  const retryAfter = response.headers.first('Retry-After')
  return new RpcRefused(stage, { verb, status, reason, rpcError, retryAfter, inStream: false })
}

/**
 * What stands where a PDU should: a proxy that has begun with success can tell an error in no other place.
 * Undefined when it is no status line.
 */
export function readRefusalInStream(stage: RpcStage, text: Uint8Array): RpcRefused | undefined {
  const end = text.indexOf(0x0a)
  const line = String.fromCharCode(...text.subarray(0, end === -1 ? text.length : end)).replace(/\r$/, '')
  try {
    const { status, reason } = parseStatusLine(line)
    const rpcError = parseProxyError(reason)
    return new RpcRefused(stage, { verb: 'RPC_OUT_DATA', status, reason, rpcError, inStream: true })
  } catch {
    return undefined
  }
}

function extendedInformation(text: string | undefined): { eeInfo?: string } {
  return text !== undefined && BASE64.test(text) ? { eeInfo: text } : {}
}

async function shortBody({ body }: HttpResponse, after: After): Promise<string> {
  if (body.framing.kind !== 'length' || body.framing.length > LONGEST_BODY) return ''
  const { promise: late, resolve } = Promise.withResolvers<Uint8Array>()
  const cancel = after(BODY_LIMIT_MS, () => resolve(new Uint8Array()))
  try {
    return String.fromCharCode(...(await Promise.race([body.readAll(LONGEST_BODY), late])))
  } catch {
    return ''
  } finally {
    cancel()
  }
}
