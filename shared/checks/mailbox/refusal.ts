import type { NewFinding } from '../../engine/index.ts'
import {
  cachedModeRequired,
  clientVersionBlocked,
  encryptionRequired,
  type Generation,
  logonRefused,
  mailboxAccessDenied,
  mailboxAccountDisabled,
  mailboxElsewhere,
  mailboxInTransit,
  mailboxUnknown,
  mapiDisabled,
  rpcHttpDisallowed,
} from '../../findings/index.ts'
import { mapiErrorText } from '../../protocols/mapi/index.ts'

/** Where a logon was refused. */
export interface Refused {
  /** The user's address. */
  readonly mailbox: string
  readonly host: string
  readonly transport: 'mapi-http' | 'rpc-http'
  /** The method or ROP: `EcDoConnectEx`, `Connect`, `RopLogon`. */
  readonly call: string
  readonly generation?: Generation
}

/** Return values by what mends them (MS-OXCRPC section 3.1.4.1, MS-OXCSTOR section 3.2.5.1). */
const BY_CODE = new Map([
  [0x000007d8, mapiDisabled],
  [0x000004e0, rpcHttpDisallowed],
  [0x000004e1, cachedModeRequired],
  [0x000004df, clientVersionBlocked],
  [0x80040110, clientVersionBlocked],
  [0x00000970, encryptionRequired],
  [0x000003eb, mailboxUnknown],
  [0x00000478, mailboxElsewhere],
  [0x0000047f, mailboxElsewhere],
  [0x0000096c, mailboxAccountDisabled],
  [0x0000050c, mailboxInTransit],
  [0x80070005, mailboxAccessDenied],
  [0x000003f2, mailboxAccessDenied],
])

/** The finding for a return value: why the user cannot log on; `info` where a way round it was found. */
export function refusalFinding(code: number, refused: Refused, lowered?: 'info'): NewFinding {
  const make = BY_CODE.get(code) ?? logonRefused
  return make({ ...refused, code: mapiErrorText(code) }, lowered)
}

/** ecCachedModeRequired: the mailbox is well, and open for Outlook in cached mode alone. */
export const CACHED_MODE_REQUIRED = 0x4e1

/** RPC_S_SERVER_TOO_BUSY, wherever a server says it. */
export const TOO_BUSY = 0x6bb
