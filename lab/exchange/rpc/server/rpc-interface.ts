import type { Identity } from '../../../accounts/index.ts'
import type { OctetReader } from '../../wire/octet-reader.ts'

/** Who calls, and how well the call is protected. */
export interface Caller {
  /** By RPC's own authentication, or else by that of HTTP. */
  readonly identity: Identity | undefined
  /** RPC itself proved who it is. */
  readonly byRpc: boolean
  /** AUTH_LEVEL. */
  readonly level: number
}

/** An interface that is open to the clients of one association. */
export interface OpenInterface {
  /** The methods, by their numbers. */
  readonly methods: Readonly<Record<number, Method>>
  /** The association has ended: whatever its client left open is closed. */
  rundown?(): void
}

/**
 * Reads the stub of a request and makes that of the response. A `BadMessage` becomes the fault for bad stubs, an
 * `RpcFault` the one that it says.
 */
export type Method = (stub: OctetReader, caller: Caller) => Buffer | Promise<Buffer>

/** An interface of a server. */
export interface RpcInterface {
  readonly name: string
  /** GUID and version, 20 octets. */
  readonly syntax: Buffer
  open(): OpenInterface
}
