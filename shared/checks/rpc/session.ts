import type { Step } from '../../engine/index.ts'
import { HttpConnection, SessionCookies } from '../../protocols/http/index.ts'
import {
  bindRpc,
  type OpenRpcChannel,
  type RpcAuthLevel,
  type RpcBinding,
  RpcError,
  type RpcSecurity,
  type RpcSecurityPackage,
  type RpcTrace,
  type SyntaxId,
  VirtualConnection,
} from '../../protocols/rpc/index.ts'
import { RPC_HEADERS, RPC_PATH } from '../exchange/questions.ts'
import { openConnection } from '../http/request.ts'
import { openSignedIn } from '../sign-in/open.ts'
import { rpcSecurity } from '../sign-in/rpc-security.ts'
import { learnPackage, packagesAt, refusesPackage } from './packages.ts'
import { type RpcPlace, serviceOf } from './place.ts'

export interface RpcSessionOptions {
  readonly interface: SyntaxId
  /** How the user signs in to RPC itself, beside HTTP; `none` where TLS is all that protects. */
  readonly level: RpcAuthLevel
  /** By this alone. Default: as {@link RpcSessionOptions.preferred} has it. */
  readonly security?: RpcSecurityPackage
  /** What is tried first, before the other one, where the server does not know it. Default: `ntlm`. */
  readonly preferred?: RpcSecurityPackage
  /** How long CONN/C2 may take once both channels are asked for, and each answer of the server. */
  readonly openWithinMs?: number
  readonly answerWithinMs?: number
  /**
   * Another connection is made between those of the two channels: a balancer that gives each connection to the next server
   * keeps two channels apart for ever, or brings them together for ever.
   */
  readonly oneBetween?: boolean
  /** What a balancer has set before, and what it sets; of this connection alone unless told otherwise. */
  readonly cookies?: SessionCookies
}

/** A bound interface of a server behind the RPC proxy, as the user. */
export interface RpcSession {
  readonly binding: RpcBinding
  readonly connection: VirtualConnection
  /** Front ends that answered the OUT channel, where they say who they are. */
  readonly frontEnds: readonly string[]
  /** What the user signed in to RPC itself by. */
  readonly by?: RpcSecurityPackage
  /** Ends it before its step ends. Never rejects. */
  close(): Promise<void>
}

/**
 * Opens a virtual connection to an endpoint as the user, and binds an interface. When the step ends, the connection is
 * ended in order, also when the caller went away. Whoever opens something on it, a session at the mailbox store, has to
 * end that too: what is given to `step.lastly` after this is done before it.
 *
 * A server that does not know how the user signs in to RPC ends the connection before the credential is used: the other way is
 * then tried on a new one. After a use nothing more is tried.
 *
 * @throws SignInError, ProtocolError (`RpcError` and what stands below it says how far it came), ConnectError;
 *   `explainRpcError` makes findings of them. TypeError where the run has no credential.
 *
 * @example
 * const { binding } = await openRpcSession(step, place, { interface: RPC_INTERFACE.emsmdb, level: 'privacy' })
 * step.lastly(() => binding.call(1, disconnect))
 */
export async function openRpcSession(
  step: Step,
  place: RpcPlace,
  options: RpcSessionOptions,
): Promise<RpcSession> {
  const { level, security: only, preferred = 'ntlm' } = options
  const ways =
    level === 'none'
      ? [undefined]
      : (only === undefined ? packagesAt(step, place, preferred) : [only]).map((by) => ({
          level,
          package: by,
        }))
  const refusals: RpcError[] = []
  for (const by of ways) {
    const opened = await openOnce(step, place, options, by)
    if (!(opened instanceof RpcError)) return opened
    refusals.push(opened)
  }
  // A server that negotiates says more than one that does not know what is meant.
  throw refusals.find(({ code }) => code === 'rpc.no-ntlm') ?? refusals[0]
}

/** Opens a connection and binds. Where the server does not take how the user is to sign in, what it said is the answer. */
async function openOnce(
  step: Step,
  place: RpcPlace,
  options: RpcSessionOptions,
  by: Pick<RpcSecurity, 'level' | 'package'> | undefined,
): Promise<RpcSession | RpcError> {
  const channels = new Channels(step, place, options)
  const connection = await VirtualConnection.open({
    openChannel: channels.open,
    randomBytes: (length) => step.randomBytes(length),
    signal: step.signal,
    ...(options.openWithinMs !== undefined && { openWithinMs: options.openWithinMs }),
    ...traceOf(step, place),
  })
  step.lastly(() => connection.close())
  const { server, host } = place
  const service = serviceOf(place, options.interface)
  const security = by && rpcSecurity(step, { host, server, service, chain: channels.chain }, by)
  try {
    const binding = await bindRpc(connection, {
      interface: options.interface,
      signal: step.signal,
      ...(security && { security }),
      ...(options.answerWithinMs !== undefined && { answerWithinMs: options.answerWithinMs }),
    })
    if (by !== undefined) learnPackage(step, place, by.package)
    const close = () => connection.close()
    return { binding, connection, frontEnds: channels.frontEnds, ...(by && { by: by.package }), close }
  } catch (error) {
    if (security?.used) learnPackage(step, place, security.package)
    if (security === undefined || security.used || !refusesPackage(error)) throw error
    await connection.close()
    return error
  }
}

/** The channels of one connection: how they are opened, and what was learned by it. */
class Channels {
  /** What the host presented, DER, the leaf first. */
  chain: readonly Uint8Array[] = []
  readonly frontEnds: string[] = []
  readonly open: OpenRpcChannel

  constructor(
    step: Step,
    place: RpcPlace,
    { oneBetween = false, cookies = new SessionCookies() }: RpcSessionOptions,
  ) {
    const { server, endpoint } = place
    const outOpened = Promise.withResolvers<void>()
    outOpened.promise.catch(() => undefined)
    this.open = async ({ verb, contentLength }) => {
      // One after the other: the cookie that a balancer sets while OUT signs in brings IN to the same server.
      if (verb === 'RPC_IN_DATA') await outOpened.promise
      if (verb === 'RPC_IN_DATA' && oneBetween) await connectOnce(step, place)
      const channel = {
        method: verb,
        path: `${RPC_PATH}?${server}:${endpoint}`,
        headers: RPC_HEADERS,
        contentLength,
      }
      const opening = openSignedIn(step, place, channel, cookies)
      if (verb === 'RPC_OUT_DATA') opening.then(() => outOpened.resolve(), outOpened.reject)
      const { exchange, chain, close } = await opening
      this.chain = chain
      exchange.response.then(
        ({ headers }) => {
          const name = headers.first('X-FEServer')
          if (name !== undefined && !this.frontEnds.includes(name)) this.frontEnds.push(name)
        },
        () => undefined,
      )
      return { write: (bytes) => exchange.write(bytes), response: exchange.response, close }
    }
  }
}

/** A connection that carries one request, which some balancers wait for before they choose. What comes of it is no matter. */
async function connectOnce(step: Step, { host, address, port = 443 }: RpcPlace): Promise<void> {
  const { stream } = await openConnection(step, { host, address, port, secure: true })
  const headers = [['Host', host]] as const
  await new HttpConnection(stream).send({ method: 'GET', target: RPC_PATH, headers }).catch(() => undefined)
  stream.close()
}

/** The messages of a connection go into the run's trace, where one is kept. */
function traceOf(step: Step, { server, endpoint }: RpcPlace): { readonly trace?: RpcTrace } {
  if (step.trace === undefined) return {}
  return {
    trace: ({ direction, verb, name, text }) =>
      step.trace?.({ direction, title: `${name} on ${verb} to ${server}:${endpoint}`, text }),
  }
}
