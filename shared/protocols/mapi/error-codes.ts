/** Return values of EMSMDB, ROPs and NSPI by their names (MS-OXCRPC 3.1.4.1, MS-OXCROPS, MS-OXCDATA 2.4, MS-OXNSPI 2.2.1.2). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x00000000, 'ecNone'],
  [0x0000011c, 'ecProfileNotConfigured'],
  [0x000003eb, 'ecUnknownUser'],
  [0x000003ec, 'ecExiting'],
  [0x000003ef, 'ecUnknownCodePage'],
  [0x000003f2, 'ecLoginPerm'],
  [0x00000478, 'ecWrongServer'],
  [0x0000047d, 'ecBufferTooSmall'],
  [0x0000047f, 'ecServerPaused'],
  [0x00000480, 'ecDuplicateName'],
  [0x000004b6, 'ecRpcFormat'],
  [0x000004b9, 'ecNullObject'],
  [0x000004df, 'ecClientVerDisallowed'],
  [0x000004e0, 'ecRpcHttpDisallowed'],
  [0x000004e1, 'ecCachedModeRequired'],
  [0x0000050c, 'ecMailboxInTransit'],
  [0x000006ba, 'RPC_S_SERVER_UNAVAILABLE'],
  [0x000006bb, 'RPC_S_SERVER_TOO_BUSY'],
  [0x000006be, 'RPC_S_CALL_FAILED'],
  [0x000006bf, 'RPC_S_CALL_FAILED_DNE'],
  [0x000006f7, 'RPC_X_BAD_STUB_DATA'],
  [0x000007d8, 'ecProtocolDisabled'],
  [0x000007ee, 'ecRejected'],
  [0x0000096c, 'ecMailboxDisabled'],
  [0x00000970, 'ecNotEncrypted'],
  [0x00040380, 'ecWarnWithErrors'],
  [0x80004005, 'ecError'],
  [0x80040102, 'ecNotSupported'],
  [0x80040108, 'ecUserCancel'],
  [0x80040109, 'ecUnableToAbort'],
  [0x8004010f, 'ecNotFound'],
  [0x80040110, 'ecVersionMismatch'],
  [0x80040111, 'ecLoginFailure'],
  [0x80040112, 'ecTooManySessions'],
  [0x80040114, 'ecServerOOM'],
  [0x80040115, 'ecRpcFailed'],
  [0x80040116, 'ecNetwork'],
  [0x8004011b, 'ecCorruptData'],
  [0x8004011d, 'ecServerDown'],
  [0x8004011e, 'ecUnknownCodepage'],
  [0x8004011f, 'ecUnknownLcid'],
  [0x80040700, 'ecAmbiguousRecip'],
  [0x80070005, 'ecAccessDenied'],
  [0x8007000e, 'ecMemory'],
  [0x80070057, 'ecInvalidParam'],
])

/** The code's name where there is one. */
export function mapiErrorName(code: number): string | undefined {
  return NAMES.get(code)
}

/** The code as people look it up: `0x000003EB ecUnknownUser`; the hexadecimal number alone where it has no name. */
export function mapiErrorText(code: number): string {
  const hex = `0x${code.toString(16).toUpperCase().padStart(8, '0')}`
  const name = mapiErrorName(code)
  return name === undefined ? hex : `${hex} ${name}`
}
