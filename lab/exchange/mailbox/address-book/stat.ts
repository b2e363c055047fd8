import type { OctetReader } from '../../wire/octet-reader.ts'

/** Where a client is in the address book (STAT, MS-OXNSPI section 2.3.7), as far as the lab looks at it. */
export interface Stat {
  readonly containerId: number
  readonly codePage: number
}

/** 36 octets: sort, container, record, delta, position, count, code page, and two languages. */
export function readStat(from: OctetReader): Stat {
  from.u32()
  const containerId = from.u32()
  from.octets(16)
  const codePage = from.u32()
  from.octets(8)
  return { containerId, codePage }
}
