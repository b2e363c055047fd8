/** A value of the address book, by the type that its tag says. */
export interface Property {
  /** Type in the lower half, identifier in the upper one (MS-OXPROPS, MS-OXNSPI section 2.2.2). */
  readonly tag: number
  readonly value: number | boolean | string | Buffer
}

export type Row = readonly Property[]

/** MS-OXCDATA section 2.11.1. */
export const PROPERTY_TYPE = {
  INTEGER: 0x0003,
  ERROR: 0x000a,
  BOOLEAN: 0x000b,
  STRING8: 0x001e,
  STRING: 0x001f,
  BINARY: 0x0102,
} as const

export const TAG = {
  ENTRY_ID: 0x0fff0102,
  OBJECT_TYPE: 0x0ffe0003,
  DISPLAY_NAME: 0x3001001f,
  ADDRESS_TYPE: 0x3002001f,
  EMAIL_ADDRESS: 0x3003001f,
  DEPTH: 0x30050003,
  CONTAINER_FLAGS: 0x36000003,
  DISPLAY_TYPE: 0x39000003,
  SMTP_ADDRESS: 0x39fe001f,
  ACCOUNT: 0x3a00001f,
  IS_MASTER: 0xfffb000b,
  CONTAINER_ID: 0xfffd0003,
} as const

const NOT_FOUND = 0x8004010f

/** What stands where an object has not got the property. */
export function absent(tag: number): Property {
  return { tag: ((tag & 0xffff0000) | PROPERTY_TYPE.ERROR) >>> 0, value: NOT_FOUND }
}

export function typeOf(tag: number): number {
  return tag & 0xffff
}
