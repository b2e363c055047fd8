/** Property tags (MS-OXPROPS): what is asked of the address book about a name. The lower half is the type. */
export const PROPERTY = {
  displayName: 0x3001001f,
  smtpAddress: 0x39fe001f,
  objectType: 0x0ffe0003,
} as const

/** Property types (MS-OXCDATA section 2.11.1) that the answers to our questions can hold. */
export const PROPERTY_TYPE = {
  null: 0x0001,
  integer16: 0x0002,
  integer32: 0x0003,
  error: 0x000a,
  boolean: 0x000b,
  object: 0x000d,
  string8: 0x001e,
  string: 0x001f,
  time: 0x0040,
  guid: 0x0048,
  binary: 0x0102,
} as const

/** Of binaries and times nobody wants more than that they are there. */
export type PropertyValue = string | number | boolean | null

/** A row of the address book: its values by property tag. */
export type PropertyRow = ReadonlyMap<number, PropertyValue>

export interface ResolvedNames {
  /** One a name: {@link MINIMAL_ID}. */
  readonly minimalIds: readonly number[]
  /** One for each name that was found. */
  readonly rows: readonly PropertyRow[]
}

/** More than any honest answer to our questions has. */
export const MOST_ROWS = 10_000
export const MOST_PROPERTIES = 200
/** Bytes or code units of one value. */
export const LONGEST_VALUE = 0x10000
