import { PROPERTY_TYPE, type Property, type Row, typeOf } from '../../mailbox/address-book/properties.ts'
import type { OctetWriter } from '../../wire/octet-writer.ts'
import { writeString, writeWideString } from '../ndr/ndr.ts'

/** PropertyRowSet_r (MS-OXNSPI section 2.2.4), what a pointer to one points at. */
export function writeRowSet(to: OctetWriter, rows: readonly Row[], pointer: () => number): void {
  to.align(4).u32(rows.length).u32(rows.length)
  for (const row of rows) to.u32(0).u32(row.length).u32(pointer())
  for (const row of rows) {
    to.align(4).u32(row.length)
    for (const { tag, value } of row) writeInline(to, tag, value, pointer)
    for (const { tag, value } of row) writeDeferred(to, tag, value)
  }
  to.align(4)
}

/** PropertyTagArray_r (section 2.2.1), with room for one more than there is. */
export function writeTagArray(to: OctetWriter, tags: readonly number[]): void {
  to.align(4)
    .u32(tags.length + 1)
    .u32(tags.length)
    .u32(0)
    .u32(tags.length)
  for (const tag of tags) to.u32(tag)
}

/** PropertyValue_r (section 2.2.3.1): the value itself, or a pointer to what comes after all of the row's. */
function writeInline(to: OctetWriter, tag: number, value: Property['value'], pointer: () => number): void {
  to.u32(tag).u32(0).u32(typeOf(tag))
  if (typeof value === 'number') to.u32(value)
  else if (typeof value === 'boolean') to.u16(value ? 1 : 0).align(4)
  else if (typeof value === 'string') to.u32(pointer())
  else to.u32(value.length).u32(pointer())
}

function writeDeferred(to: OctetWriter, tag: number, value: Property['value']): void {
  if (typeof value === 'string') {
    if (typeOf(tag) === PROPERTY_TYPE.STRING8) writeString(to, value)
    else writeWideString(to, value)
  } else if (value instanceof Buffer) {
    to.align(4).u32(value.length).octets(value)
  }
}
