import { encodeBind } from './pdu/bind.ts'
import { PDU_TYPE } from './pdu/header.ts'
import { NDR, RPC_INTERFACE } from './pdu/syntax.ts'

/** What a client announces over TCP. */
const MAX_FRAGMENT = 5840

/** A bind to the endpoint mapper without authentication (C706 section 12.6.4.3), 72 bytes. */
export const ENDPOINT_MAPPER_BIND: Uint8Array = encodeBind({
  callId: 1,
  maxTransmit: MAX_FRAGMENT,
  maxReceive: MAX_FRAGMENT,
  associationGroup: 0,
  contexts: [{ id: 0, abstractSyntax: RPC_INTERFACE.endpointMapper, transferSyntaxes: [NDR] }],
}).bytes()

/** Whether the bytes begin the answer of an RPC server to a bind: bind_ack or bind_nak. */
export function isBindAnswer(bytes: Uint8Array): boolean {
  const [major, minor, type] = bytes
  const answers: readonly (number | undefined)[] = [PDU_TYPE.bindAck, PDU_TYPE.bindNak]
  return bytes.length >= 16 && major === 5 && minor === 0 && answers.includes(type)
}
