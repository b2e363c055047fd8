import type { RpcBinding } from './binding/binding.ts'
import { NdrReader } from './ndr/index.ts'
import type { SyntaxId } from './pdu/syntax.ts'

/** Methods of the management interface that every RPC server has (C706 appendix Q). */
const OPNUM = { inqIfIds: 0, isServerListening: 2 } as const

const MOST_INTERFACES = 256

/** What the binding of `mgmt` has to be able to do. */
type Mgmt = Pick<RpcBinding, 'call'>

/** An answer of the management interface: its status, and what it holds. */
export interface InterfaceIds {
  /** 0, or a Win32 code. */
  readonly status: number
  readonly interfaces: readonly SyntaxId[]
}

export interface Listening {
  /** 0, or a Win32 code. */
  readonly status: number
  readonly listening: boolean
}

/** `rpc_mgmt_is_server_listening`: what RpcPing asks. Throws as `call` does, and `ndr.…`. */
export async function isServerListening(mgmt: Mgmt): Promise<Listening> {
  return readListening(new NdrReader(await mgmt.call(OPNUM.isServerListening, new Uint8Array())))
}

/** `rpc_mgmt_inq_if_ids`: which interfaces answer at this endpoint. Throws as `call` does, and `ndr.…`. */
export async function inquireInterfaceIds(mgmt: Mgmt): Promise<InterfaceIds> {
  return readInterfaceIds(new NdrReader(await mgmt.call(OPNUM.inqIfIds, new Uint8Array())))
}

export function readListening(stub: NdrReader): Listening {
  const status = stub.u32('status')
  return { status, listening: stub.u32('is_server_listening') !== 0 }
}

/** `rpc_if_id_vector_p_t`: a pointer to a count of pointers to interface ids. */
export function readInterfaceIds(stub: NdrReader): InterfaceIds {
  if (!stub.pointer('if_id_vector')) return { status: stub.u32('status'), interfaces: [] }
  stub.count(MOST_INTERFACES, 'if_id: max_count')
  const count = stub.count(MOST_INTERFACES, 'count')
  const present = Array.from({ length: count }, () => stub.pointer('if_id'))
  const interfaces = present.filter(Boolean).map(() => ({
    uuid: stub.guid('uuid'),
    major: stub.u16('vers_major'),
    minor: stub.u16('vers_minor'),
  }))
  return { status: stub.u32('status'), interfaces }
}
