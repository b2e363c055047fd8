import { ProtocolError } from '../../protocol-error.ts'
import type { NdrReader } from '../../rpc/ndr/index.ts'
import {
  LONGEST_VALUE,
  MOST_PROPERTIES,
  MOST_ROWS,
  PROPERTY_TYPE,
  type PropertyRow,
  type PropertyValue,
} from './properties.ts'

/** What a pointer in a structure points at stands behind the structure: it is read when that has been read whole. */
type Deferred = () => PropertyValue

/**
 * PropertyRowSet_r (MS-OXNSPI section 2.2.4): what a pointer to one points at.
 *
 * @throws ProtocolError `mapi.property-type` for a value of a type that nobody asked for, and what the reader throws
 */
export function readPropertyRowSet(stub: NdrReader): PropertyRow[] {
  const room = stub.count(MOST_ROWS, 'PropertyRowSet_r: max_count')
  const rows = stub.count(room, 'cRows')
  const filled: { values: number; present: boolean }[] = []
  for (let left = rows; left > 0; left -= 1) {
    stub.u32('PropertyRow_r: Reserved')
    filled.push({ values: stub.count(MOST_PROPERTIES, 'cValues'), present: stub.pointer('lpProps') })
  }
  return filled.map(({ values, present }) => (present ? readValues(stub, values) : new Map()))
}

function readValues(stub: NdrReader, values: number): PropertyRow {
  const room = stub.count(MOST_PROPERTIES, 'PropertyValue_r: max_count')
  if (room < values) throw new ProtocolError('mapi.property-count', `${values} values in an array of ${room}`)
  const parts: { tag: number; value: Deferred }[] = []
  for (let left = values; left > 0; left -= 1) {
    const tag = stub.u32((value) => `ulPropTag: 0x${value.toString(16).padStart(8, '0')}`)
    stub.u32('ulReserved')
    parts.push({ tag, value: readValue(stub, stub.u32('Value: type')) })
  }
  return new Map(parts.map(({ tag, value }) => [tag, value()]))
}

/** PROP_VAL_UNION (section 2.2.2.1): the value, or what reads it once its turn has come. */
function readValue(stub: NdrReader, type: number): Deferred {
  const now = (value: PropertyValue) => () => value
  switch (type) {
    case PROPERTY_TYPE.integer16:
      return now(stub.u16('Value'))
    case PROPERTY_TYPE.boolean:
      return now(stub.u16('Value') !== 0)
    case PROPERTY_TYPE.null:
    case PROPERTY_TYPE.object:
      stub.u32('Value: reserved')
      return now(null)
    case PROPERTY_TYPE.error:
      stub.u32('Value: error')
      return now(null)
    case PROPERTY_TYPE.integer32:
      return now(stub.u32('Value'))
    case PROPERTY_TYPE.time:
      stub.u32('Value: low half')
      stub.u32('Value: high half')
      return now(null)
    case PROPERTY_TYPE.string8:
      return stub.pointer('Value') ? () => stub.string8(LONGEST_VALUE, 'Value') : now(null)
    case PROPERTY_TYPE.string:
      return stub.pointer('Value') ? () => stub.string16(LONGEST_VALUE, 'Value') : now(null)
    case PROPERTY_TYPE.guid:
      return stub.pointer('Value') ? () => stub.guid('Value') : now(null)
    case PROPERTY_TYPE.binary: {
      stub.count(LONGEST_VALUE, 'Value: cb')
      if (!stub.pointer('Value')) return now(null)
      return () => {
        stub.conformantBytes(LONGEST_VALUE, 'Value')
        return null
      }
    }
    default:
      throw new ProtocolError('mapi.property-type', `a property of type 0x${type.toString(16)}`)
  }
}
