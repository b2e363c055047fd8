import { ByteReader, ByteWriter, fromHex } from '../bytes/index.ts'

/** Interface e1af8308-5d1f-11c9-91a4-08002b14a0fa, version 3.0: the endpoint mapper (C706 appendix O). */
const ENDPOINT_MAPPER = fromHex('0883afe1 1f5d c911 91a4 08002b14a0fa 0300 0000')
/** Transfer syntax 8a885d04-1ceb-11c9-9fe8-08002b104860, version 2.0: NDR (C706 chapter 14). */
const NDR = fromHex('045d888a eb1c c911 9fe8 08002b104860 0200 0000')

const BIND = 0x0b
const BIND_ACK = 0x0c
const BIND_NAK = 0x0d

/** A bind to the endpoint mapper without authentication (C706 section 12.6.4.3), 72 bytes. */
export const ENDPOINT_MAPPER_BIND: Uint8Array = buildBind()

/** Whether the bytes begin the answer of an RPC server to a bind: bind_ack or bind_nak. */
export function isBindAnswer(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false
  const reader = new ByteReader(bytes, 'rpc', 'little')
  const [major, minor, type] = [reader.u8(), reader.u8(), reader.u8()]
  return major === 5 && minor === 0 && (type === BIND_ACK || type === BIND_NAK)
}

function buildBind(): Uint8Array {
  return new ByteWriter('little')
    .u8(5, 'rpc_vers')
    .u8(0, 'rpc_vers_minor')
    .u8(BIND, 'PTYPE: bind')
    .u8(0x03, 'pfc_flags: first and last fragment')
    .raw(fromHex('10000000'), 'drep: little-endian, ASCII, IEEE')
    .u16(72, 'frag_length')
    .u16(0, 'auth_length')
    .u32(1, 'call_id')
    .u16(5840, 'max_xmit_frag')
    .u16(5840, 'max_recv_frag')
    .u32(0, 'assoc_group_id: a new one')
    .u32(1, 'n_context_elem, reserved')
    .u16(0, 'p_cont_id')
    .u16(1, 'n_transfer_syn, reserved')
    .raw(ENDPOINT_MAPPER, 'abstract_syntax: endpoint mapper 3.0')
    .raw(NDR, 'transfer_syntax: NDR 2.0')
    .bytes()
}
