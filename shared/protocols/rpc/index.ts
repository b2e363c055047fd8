export type { BindFacts, BindOptions, RpcTransport } from './binding/association.ts'
export { bindRpc, RpcBinding } from './binding/binding.ts'
export { ntlmFlagsAt, type RpcSecurity, type RpcSecurityPackage } from './binding/security.ts'
export { BIND_RESULT, bindReasonName, bindRejectionName, bindResultName } from './codes/bind.ts'
export { describeRpcStatus, isTooBusy, rpcStatusName } from './codes/status.ts'
export type { After, OpenRpcChannel, RpcChannelExchange } from './connection/channel.ts'
export type { RpcConnectionFacts } from './connection/opening.ts'
export { parseProxyError } from './connection/refusal.ts'
export { type RpcConnectionOptions, VirtualConnection } from './connection/virtual-connection.ts'
export {
  type ProxyErrorText,
  RpcBindNak,
  RpcBindRejected,
  RpcError,
  RpcFault,
  RpcRefused,
  RpcSilence,
  type RpcStage,
  type RpcVerb,
} from './error.ts'
export {
  type InterfaceIds,
  inquireInterfaceIds,
  isServerListening,
  type Listening,
  readInterfaceIds,
  readListening,
} from './mgmt.ts'
export {
  AUTH_LEVEL,
  AUTH_TYPE,
  type AuthTrailer,
  type AuthVerifier,
  type RpcAuthLevel,
} from './pdu/auth-trailer.ts'
export { type Bind, encodeAuth3, encodeBind, type PresentationContext } from './pdu/bind.ts'
export {
  type BindAck,
  type BindNak,
  type ContextResult,
  encodeBindAck,
  encodeBindNak,
} from './pdu/bind-answer.ts'
export {
  encodeFault,
  encodeRequest,
  encodeResponse,
  type Fault,
  type Request,
  type Response,
} from './pdu/call.ts'
export type { AuthToWrite } from './pdu/framed.ts'
export { PDU_TYPE, type PduHeader, PFC, pduTypeName } from './pdu/header.ts'
export { annotatePdu, type Pdu, type PduContent, readPdu } from './pdu/read.ts'
export { PduSplitter } from './pdu/splitter.ts'
export {
  BIND_FEATURE,
  bindFeatures,
  interfaceName,
  NDR,
  RPC_INTERFACE,
  type SyntaxId,
  sameSyntax,
} from './pdu/syntax.ts'
export {
  connA1,
  connB1,
  flowControlAck,
  inA1,
  inA5,
  keepAlive,
  outA3,
  outR1A7,
  outR1A11,
  outR2A7,
  outR2C1,
  pingPdu,
} from './rts/client-messages.ts'
export { DESTINATION, type RtsCommand, type RtsCommandName } from './rts/commands.ts'
export { findCommand, RTS_FORMS, rtsName } from './rts/messages.ts'
export { encodeRts, RTS_FLAG, type RtsPdu, readRts } from './rts/pdu.ts'
export type { RpcTrace, RpcTraceEntry } from './trace.ts'
