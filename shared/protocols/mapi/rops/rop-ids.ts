/** RopId (MS-OXCROPS section 2.2.2), of the few that a logon meets. */
export const ROP_ID = {
  release: 0x01,
  notify: 0x2a,
  pending: 0x6e,
  backoff: 0xf9,
  logon: 0xfe,
  bufferTooSmall: 0xff,
} as const

const NAMES: ReadonlyMap<number, string> = new Map([
  [ROP_ID.release, 'RopRelease'],
  [ROP_ID.notify, 'RopNotify'],
  [ROP_ID.pending, 'RopPending'],
  [ROP_ID.backoff, 'RopBackoff'],
  [ROP_ID.logon, 'RopLogon'],
  [ROP_ID.bufferTooSmall, 'RopBufferTooSmall'],
])

export function ropName(id: number): string {
  return NAMES.get(id) ?? `ROP 0x${id.toString(16).padStart(2, '0')}`
}
