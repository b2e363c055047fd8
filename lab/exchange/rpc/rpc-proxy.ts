import type { Identity } from '../../accounts/index.ts'
import { iisError } from '../../http/iis/error-response.ts'
import { type Answer, type HttpRequest, type HttpResponse, headerOf } from '../../http/message.ts'
import { PeerGone } from '../../http/server/byte-reader.ts'
import { BadMessage } from '../wire/octet-reader.ts'
import { outChannel } from './channels/out-channel.ts'
import { rpcError, rpcErrorInStream } from './channels/rpc-error.ts'
import { ENDPOINTS, isEndpoint, targetOf } from './channels/rpc-target.ts'
import { type InEnd, type VirtualConnection, virtualConnection } from './channels/virtual-connection.ts'
import { pdusOf } from './pdu/pdu-stream.ts'
import type { ProxyFault, RpcEndpoint, RpcErrorNumber, RpcSettings } from './rpc-settings.ts'
import { commandOf, consistsOf, type RtsPdu, readRtsPdu } from './rts/rts-pdu.ts'
import { serverPdus } from './rts/server-pdus.ts'
import type { Association } from './server/association.ts'

/** What the RPC proxy passes channels on to. */
export interface RpcProxyOptions {
  readonly settings: RpcSettings
  /** 2013 and later name the mailbox in place of the server, and refuse in words of their own. */
  readonly frontEnd: boolean
  /** Is there an RPC server of the name? */
  knows(server: string): boolean
  serve(endpoint: RpcEndpoint, identity: Identity | undefined): Association
  /** Virtual connections under way, by their cookies: of this proxy alone, or of all that lead to the same servers. */
  readonly connections: Map<string, VirtualConnection>
  /** A virtual connection begins; the returned function ends it. */
  opened(): () => void
}

/** Requests with a shorter body ask whether the proxy is there (MS-RPCH section 2.1.2.1.5). */
const LONGEST_ECHO_REQUEST = 16

const GIGABYTE = 1_073_741_824
const DEFAULT_TIMEOUT_MS = 900_000

const CHANNEL = [['Content-Type', 'application/rpc']] as const

/** The RPC proxy of a server (MS-RPCH section 3.2.3 and 3.2.4), and the server behind it. */
export function rpcProxy(options: RpcProxyOptions) {
  const { settings, connections } = options

  /** The virtual connection of the cookie; a new one for the first of its channels. */
  function connectionOf(cookie: Buffer): VirtualConnection {
    const key = cookie.toString('hex')
    const found = connections.get(key)
    if (found !== undefined) return found
    const closed = options.opened()
    const made = virtualConnection(settings, () => {
      connections.delete(key)
      closed()
    })
    connections.set(key, made)
    return made
  }

  return async (request: HttpRequest, identity: Identity | undefined): Promise<Answer> => {
    const { method, body } = request
    if (method !== 'RPC_IN_DATA' && method !== 'RPC_OUT_DATA') return iisError(405)
    if (body.length === 'chunked') return iisError(411)
    if (body.length <= LONGEST_ECHO_REQUEST) {
      return { status: 200, reason: 'Success', headers: CHANNEL, body: serverPdus.echo() }
    }
    const target = targetOf(request)
    if (target === undefined) return rpcError('57')
    if (!options.knows(target.server)) return options.frontEnd ? iisError(404) : rpcError('6ba')
    if (!isEndpoint(target.port)) {
      if (!options.frontEnd || target.port === 6003) return rpcError('6ba')
      return invalidPort
    }
    const fault = faultAt(target.port)
    if (fault?.error === 'unknown-server') return iisError(404)
    if (fault?.error === 'invalid-port') return invalidPort
    return method === 'RPC_OUT_DATA'
      ? await out(request, fault)
      : await incoming(request, target.port, identity, fault)
  }

  function faultAt(port: RpcEndpoint): ProxyFault | undefined {
    const { proxy } = settings.faults ?? {}
    return proxy && (proxy.endpoints ?? ENDPOINTS).includes(port) ? proxy : undefined
  }

  async function out(request: HttpRequest, fault: ProxyFault | undefined): Promise<Answer> {
    if (fault !== undefined && isNumbered(fault) && fault.inStream !== true) {
      return rpcError(fault.error, fault.extendedError)
    }
    const pdus = pdusOf(request.body.octets())
    const first = await firstOf(pdus)
    if (first === undefined) return rpcError('6c0')
    // What a client adds on its OUT channel, OUT_R1/A11 or OUT_R2/C1, has nothing more to say.
    swallow(pdus)
    const { timeoutMs, length } = termsOf(request)

    if (consistsOf(first, 'version', 'cookie', 'cookie', 'receive-window-size')) {
      const connection = connectionOf(commandOf(first, 'cookie').cookie)
      const { cookie } = commandOf(first, 'cookie', 1)
      const channel = outChannel(cookie, length, () => connection.left(channel.cookie))
      channel.send(serverPdus.connectionA3(timeoutMs))
      if (fault !== undefined && isNumbered(fault)) {
        channel.send(rpcErrorInStream(fault.error, fault.extendedError))
        channel.end()
        connection.end()
      } else {
        const window = commandOf(first, 'receive-window-size').octets
        connection.attachOut({ channel, window, timeoutMs })
      }
      return channelOf(channel.body)
    }
    if (consistsOf(first, 'version', 'cookie', 'cookie', 'cookie', 'receive-window-size')) {
      const connection = connections.get(commandOf(first, 'cookie').cookie.toString('hex'))
      const predecessor = commandOf(first, 'cookie', 1).cookie.toString('hex')
      const channel = outChannel(commandOf(first, 'cookie', 2).cookie, length, () =>
        connection?.left(channel.cookie),
      )
      const window = commandOf(first, 'receive-window-size').octets
      // The answer begins when the successor takes over (MS-RPCH section 3.2.4.5.10).
      return new Promise((resolve) => {
        const start = () => resolve(channelOf(channel.body))
        const isReplaced = connection?.replaceOut(predecessor, { channel, window, timeoutMs }, start)
        if (isReplaced !== true) resolve(rpcError('6c0'))
      })
    }
    return rpcError('6c0')
  }

  /** Resolves when the channel has ended: it has no answer. */
  async function incoming(
    request: HttpRequest,
    endpoint: RpcEndpoint,
    identity: Identity | undefined,
    fault: ProxyFault | undefined,
  ): Promise<Answer> {
    // Whether its target can be reached shows on the OUT channel alone (MS-RPCH section 3.2.3.5).
    if (fault !== undefined) return 'silence'
    const pdus = pdusOf(request.body.octets())
    const first = await firstOf(pdus)
    if (first === undefined) return rpcError('6c0')
    const isNew = consistsOf(
      first,
      'version',
      'cookie',
      'cookie',
      'channel-lifetime',
      'client-keepalive',
      'association-group-id',
    )
    const isSuccessor = consistsOf(first, 'version', 'cookie', 'cookie', 'cookie')
    if (!isNew && !isSuccessor) return rpcError('6c0')
    if (isNew && commandOf(first, 'client-keepalive').milliseconds === 0) return rpcError('6c0')

    return new Promise((resolve) => {
      const end: InEnd = {
        cookie: commandOf(first, 'cookie', isNew ? 1 : 2).cookie.toString('hex'),
        end: () => resolve('reset'),
      }
      const { cookie } = commandOf(first, 'cookie')
      const connection = isNew ? connectionOf(cookie) : connections.get(cookie.toString('hex'))
      if (connection === undefined) {
        resolve(rpcError('6c0'))
        return
      }
      const carry = async () => {
        if (isNew) connection.attachIn(end, () => options.serve(endpoint, identity))
        else await connection.replaceIn(commandOf(first, 'cookie', 1).cookie.toString('hex'), end)
        for await (const pdu of pdus) await connection.receive(pdu, end)
        connection.left(end.cookie)
      }
      carry().catch((error: unknown) => {
        if (error instanceof BadMessage) connection.end()
        else connection.left(end.cookie)
        resolve('reset')
        if (!(error instanceof BadMessage || error instanceof PeerGone)) console.error('lab:', error)
      })
    })
  }

  /** How long a channel may be idle, and how much fits through it. */
  function termsOf(request: HttpRequest) {
    const { connectionTimeoutMs = DEFAULT_TIMEOUT_MS, outChannelOctets = GIGABYTE, chunked } = settings
    const [, seconds] = /MinConnTimeout=(\d{1,6})/i.exec(headerOf(request, 'pragma') ?? '') ?? []
    const wished = seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000
    return {
      timeoutMs: Math.min(connectionTimeoutMs, wished),
      length: chunked === true ? ('chunked' as const) : outChannelOctets,
    }
  }
}

const invalidPort: HttpResponse = {
  status: 400,
  reason: 'Invalid RPC Port',
  headers: [],
  body: '',
  close: true,
}

function isNumbered(fault: ProxyFault): fault is ProxyFault & { readonly error: RpcErrorNumber } {
  return fault.error !== 'unknown-server' && fault.error !== 'invalid-port'
}

function channelOf(body: HttpResponse['body']): HttpResponse {
  return { status: 200, reason: 'Success', headers: CHANNEL, body }
}

/** The RTS PDU that a channel begins with. `undefined`: it begins with something else. */
async function firstOf(pdus: AsyncGenerator<Buffer, void>): Promise<RtsPdu | undefined> {
  try {
    const next = await pdus.next()
    return next.done ? undefined : readRtsPdu(next.value)
  } catch (error) {
    if (error instanceof BadMessage) return undefined
    throw error
  }
}

function swallow(pdus: AsyncGenerator<Buffer, void>): void {
  const all = async () => {
    for await (const _ of pdus);
  }
  // The connection ends, which its own reader finds out.
  all().catch(() => {})
}
