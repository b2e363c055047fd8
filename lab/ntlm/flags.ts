/** What both sides can do and want to (MS-NLMP section 2.2.2.5). */
export const FLAG = {
  UNICODE: 0x00000001,
  REQUEST_TARGET: 0x00000004,
  SIGN: 0x00000010,
  SEAL: 0x00000020,
  NTLM: 0x00000200,
  ANONYMOUS: 0x00000800,
  TARGET_TYPE_DOMAIN: 0x00010000,
  EXTENDED_SESSIONSECURITY: 0x00080000,
  TARGET_INFO: 0x00800000,
  VERSION: 0x02000000,
  STRONG_128: 0x20000000,
  KEY_EXCHANGE: 0x40000000,
  STRONG_56: 0x80000000,
} as const

export function hasFlag(flags: number, flag: number): boolean {
  return (flags & flag) !== 0
}
