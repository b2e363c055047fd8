/** Methods of the mailbox store's interface that are used here (MS-OXCRPC section 3.1.4). */
export const EMSMDB_OPNUM = {
  EcDoDisconnect: 1,
  EcDummyRpc: 6,
  EcDoConnectEx: 10,
  EcDoRpcExt2: 11,
} as const

/** The most that a server takes or gives as an auxiliary buffer: above it there is a fault (section 3.1.4.1). */
export const LONGEST_AUXILIARY = 0x1008
/** The most that a ROP buffer may have, in bytes (section 3.1.4.2). */
export const LONGEST_ROPS = 0x40000
/** What Outlook offers for a server's answer, in bytes. */
export const OFFERED_FOR_ROPS = 0x8007
