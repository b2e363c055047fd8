import type { SyntaxId } from '../pdu/syntax.ts'
import { Association, type BindFacts, type BindOptions, type RpcTransport } from './association.ts'

/**
 * An interface of a server, bound and ready to be called (C706 section 12.6).
 *
 * @example
 * const mgmt = await bindRpc(connection, { interface: RPC_INTERFACE.mgmt })
 * const stub = await mgmt.call(2, new Uint8Array())
 * const emsmdb = await mgmt.alter(RPC_INTERFACE.emsmdb)   // on the same connection
 */
export class RpcBinding {
  readonly interface: SyntaxId
  readonly #association: Association
  readonly #contextId: number

  constructor(association: Association, contextId: number, bound: SyntaxId) {
    this.#association = association
    this.#contextId = contextId
    this.interface = bound
  }

  /** What the server said to the first bind of the connection. */
  get facts(): BindFacts {
    return this.#association.facts
  }

  /**
   * Calls the method of that number with its arguments in NDR; resolves with its answer, in NDR too. Calls wait for each
   * other. Throws `RpcFault` when the server refuses, after which others can be made unless its signature is wrong; everything else ends the connection:
   * `RpcSilence`, `RpcError`.
   */
  call(opnum: number, stub: Uint8Array): Promise<Uint8Array> {
    return this.#association.call(this.#contextId, opnum, stub)
  }

  /** Binds another interface on the same connection. Throws `RpcBindRejected` where it is not offered, and as `call` does. */
  async alter(another: SyntaxId): Promise<RpcBinding> {
    const contextId = await this.#association.alter(another)
    return new RpcBinding(this.#association, contextId, another)
  }
}

/**
 * Binds an interface, and signs in where there is something to sign in with. The server answers the last leg of NTLM
 * only with the first call: a fault 5 then is a refusal; within SPNEGO the leg is answered, and the fault comes at once. Throws `RpcBindNak`, `RpcBindRejected`, `RpcSilence`, `RpcError`.
 */
export async function bindRpc(transport: RpcTransport, options: BindOptions): Promise<RpcBinding> {
  const association = new Association(transport, options)
  const contextId = await association.bind(options)
  return new RpcBinding(association, contextId, options.interface)
}
