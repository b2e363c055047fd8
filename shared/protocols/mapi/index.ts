export { type AuxiliaryInfo, readAuxiliary } from './auxiliary.ts'
export {
  type ConnectExAnswer,
  type ConnectExRequest,
  readConnectEx,
  writeConnectEx,
} from './emsmdb/connect.ts'
export { readDisconnect, readDummyRpc, writeDisconnect, writeDummyRpc } from './emsmdb/disconnect.ts'
export { EMSMDB_OPNUM } from './emsmdb/interface.ts'
export { type RpcExt2Answer, readRpcExt2, writeRpcExt2 } from './emsmdb/rpc-ext2.ts'
export { mapiErrorName, mapiErrorText } from './error-codes.ts'
export { readExtendedBuffers, writeExtendedBuffer } from './extended-buffer.ts'
export {
  readBind,
  readGetMailboxUrl,
  readGetSpecialTable,
  readResolveNamesBody,
  readUnbind,
  writeBind,
  writeGetMailboxUrl,
  writeGetSpecialTable,
  writeResolveNamesBody,
  writeUnbind,
} from './http/address-book-bodies.ts'
export type { BodyStatus } from './http/body.ts'
export {
  type ConnectAnswer,
  type ExecuteAnswer,
  readConnect,
  readDisconnectBody,
  readExecute,
  writeConnect,
  writeDisconnectBody,
  writeExecute,
} from './http/mailbox-bodies.ts'
export { type BodySource, type FramedBody, readFramedBody } from './http/meta-tags.ts'
export { RESPONSE_CODE, responseCodeText } from './http/response-codes.ts'
export {
  type MapiHttpAnswer,
  MapiHttpSession,
  type MapiHttpSessionOptions,
  type MapiPost,
  type MapiRequestType,
  type MapiResponse,
} from './http/session.ts'
export { decompress } from './lz77.ts'
export {
  type NspiBindAnswer,
  readNspiBind,
  readNspiUnbind,
  writeNspiBind,
  writeNspiUnbind,
} from './nspi/bind.ts'
export { MINIMAL_ID, NSPI_OPNUM, UNBIND_SUCCESS } from './nspi/interface.ts'
export { PROPERTY, type PropertyRow, type PropertyValue, type ResolvedNames } from './nspi/properties.ts'
export { type ResolveNamesAnswer, readResolveNames, writeResolveNames } from './nspi/resolve-names.ts'
export { readSpecialTable, type SpecialTableAnswer, writeSpecialTable } from './nspi/special-table.ts'
export {
  type ReferralAnswer,
  RFR_OPNUM,
  readGetFqdn,
  readGetNewDsa,
  writeGetFqdn,
  writeGetNewDsa,
} from './rfr/referral.ts'
export { type LogonResult, PRIVATE_OPEN_FLAGS } from './rops/logon.ts'
export {
  type RopAnswer,
  type RopResponse,
  readRops,
  writeLogonRops,
  writeReleaseRops,
} from './rops/rop-buffer.ts'
export { CLIENT_VERSION, versionText, versionWords } from './version.ts'
