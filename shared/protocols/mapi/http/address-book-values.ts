import type { ByteReader } from '../../bytes/index.ts'
import { guidText } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import {
  LONGEST_VALUE,
  MOST_PROPERTIES,
  PROPERTY_TYPE,
  type PropertyRow,
  type PropertyValue,
} from '../nspi/properties.ts'
import { readText8, readText16 } from '../text.ts'

/** Flags of AddressBookPropertyRow (MS-OXCMAPIHTTP section 2.2.1.7) and of AddressBookFlaggedPropertyValue (section 2.2.1.5). */
const FLAGGED_ROW = 0x01
const VALUE_MISSING = 0x01
const VALUE_ERROR = 0x0a

/** A count of what follows, `limit` at most: throws `mapi.property-count`. */
export function readCount(reader: ByteReader, limit: number, comment: string): number {
  const count = reader.u32(comment)
  if (count > limit)
    throw new ProtocolError('mapi.property-count', `${comment} is ${count}, where at most ${limit} can be`)
  return count
}

/** AddressBookPropertyValueList (section 2.2.1.3): values that bring their tags. */
export function readValueList(reader: ByteReader): PropertyRow {
  const row = new Map<number, PropertyValue>()
  for (let left = readCount(reader, MOST_PROPERTIES, 'PropertyValueCount'); left > 0; left -= 1) {
    const type = reader.u16('PropertyType')
    const id = reader.u16((value) => `PropertyId: 0x${value.toString(16).padStart(4, '0')}`)
    row.set(id * 0x10000 + type, readValue(reader, type))
  }
  return row
}

/** LargePropertyTagArray (section 2.2.1.8): the columns of the rows behind it. */
export function readColumns(reader: ByteReader): number[] {
  const count = readCount(reader, MOST_PROPERTIES, 'PropertyTagCount')
  return Array.from({ length: count }, () =>
    reader.u32((tag) => `PropertyTag: 0x${tag.toString(16).padStart(8, '0')}`),
  )
}

/** AddressBookPropertyRow (section 2.2.1.7): values in the order of the columns. */
export function readRow(reader: ByteReader, columns: readonly number[]): PropertyRow {
  const flagged = reader.u8('Flags') === FLAGGED_ROW
  const row = new Map<number, PropertyValue>()
  for (const tag of columns) {
    // A column without a type leaves it to each value.
    const type = (tag & 0xffff) === 0 ? reader.u16('PropertyType') : tag & 0xffff
    const flag = flagged ? reader.u8('Flag') : 0
    if (flag === VALUE_MISSING) continue
    const value = readValue(reader, flag === VALUE_ERROR ? PROPERTY_TYPE.error : type)
    if (flag === 0) row.set(tag, value)
  }
  return row
}

/** AddressBookPropertyValue (section 2.2.1.1). Throws `mapi.property-type` for a type that nobody asked for. */
function readValue(reader: ByteReader, type: number): PropertyValue {
  const present = () => reader.u8('HasValue') !== 0
  switch (type) {
    case PROPERTY_TYPE.null:
      return null
    case PROPERTY_TYPE.integer16:
      return reader.u16('PropertyValue')
    case PROPERTY_TYPE.integer32:
      return reader.u32('PropertyValue')
    case PROPERTY_TYPE.error:
      reader.u32('PropertyValue: error')
      return null
    case PROPERTY_TYPE.boolean:
      return reader.u8('PropertyValue') !== 0
    case PROPERTY_TYPE.time:
      reader.u64('PropertyValue')
      return null
    case PROPERTY_TYPE.guid:
      return guidText(reader.take(16, 'PropertyValue'))
    case PROPERTY_TYPE.string8:
      return present() ? readText8(reader, 'PropertyValue') : null
    case PROPERTY_TYPE.string:
      return present() ? readText16(reader, 'PropertyValue') : null
    case PROPERTY_TYPE.binary:
      if (present()) reader.skip(readCount(reader, LONGEST_VALUE, 'PropertyValue: length'), 'PropertyValue')
      return null
    default:
      throw new ProtocolError('mapi.property-type', `a property of type 0x${type.toString(16)}`)
  }
}
