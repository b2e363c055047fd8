import { randomBytes } from 'node:crypto'
import { addressLists, resolveNames, USUAL_TAGS } from '../mailbox/address-book/address-book.ts'
import type { AddressBookServer, AddressBookSession } from '../mailbox/address-book/address-book-server.ts'
import { PROPERTY_TYPE, type Property, type Row, typeOf } from '../mailbox/address-book/properties.ts'
import { readStat } from '../mailbox/address-book/stat.ts'
import { BadMessage, type OctetReader } from '../wire/octet-reader.ts'
import type { OctetWriter } from '../wire/octet-writer.ts'
import { readBody, writeBody, writeFailure } from './bodies.ts'
import type { MapiRequests } from './mapi-endpoint.ts'

const UNBOUND = 1

/** The code page of the values in answers: UTF-16. */
const UNICODE = 1200

/** Stands before what may be left out. */
const PRESENT = 0xff

/** More names or tags than any client asks about at once. */
const MOST = 1000

/** What the address book's endpoint answers (MS-OXCMAPIHTTP section 2.2.5), to the depth of checking a name. */
export function nspiRequests(
  server: AddressBookServer,
  mailboxUrlOf: (serverDn: string) => string | undefined,
): MapiRequests<AddressBookSession> {
  const serverGuid = randomBytes(16)
  return {
    path: '/mapi/nspi',
    opening: 'Bind',
    closing: 'Unbind',
    open(body, identity) {
      const codePage = readBody(body, (from) => {
        from.u32()
        return from.u8() === 0 ? undefined : readStat(from).codePage
      })
      const session = server.bind(identity, codePage ?? 0)
      return typeof session === 'number'
        ? { answer: writeBody(session, (to) => to.octets(serverGuid)) }
        : { answer: writeBody(0, (to) => to.octets(serverGuid)), session }
    },
    end: (session) => session.end(),
    requests: {
      Unbind: (body) => {
        readBody(body, (from) => from.u32())
        return writeBody(UNBOUND)
      },
      GetSpecialTable: (body) => {
        readBody(body, (from) => {
          from.u32()
          if (from.u8() !== 0) readStat(from)
          if (from.u8() !== 0) from.u32()
        })
        return writeBody(0, (to) => {
          // No version of the table.
          to.u32(UNICODE).u8(0)
          to.u8(PRESENT).u32(addressLists.length)
          for (const row of addressLists) writeTagged(to, row)
        })
      },
      ResolveNames: (body) => {
        const { tags, names } = readBody(body, readNames)
        const { ids, rows } = resolveNames(names, tags, server.directory, server.isHidden)
        return writeBody(0, (to) => {
          to.u32(UNICODE).u8(PRESENT).u32(ids.length)
          for (const id of ids) to.u32(id)
          to.u8(PRESENT).u32(tags.length)
          for (const tag of tags) to.u32(tag)
          to.u32(rows.length)
          for (const row of rows) writeRow(to, row, tags)
        })
      },
      GetMailboxUrl: (body) => {
        const serverDn = readBody(body, (from) => {
          from.u32()
          return from.utf16()
        })
        const url = mailboxUrlOf(serverDn)
        return url === undefined ? writeFailure(0x80040402) : writeBody(0, (to) => to.utf16(url))
      },
    },
  }
}

function readNames(from: OctetReader): { tags: readonly number[]; names: readonly string[] } {
  from.u32()
  if (from.u8() !== 0) readStat(from)
  const tags = from.u8() === 0 ? USUAL_TAGS : list(from, () => from.u32())
  const names = from.u8() === 0 ? [] : list(from, () => from.utf16())
  return { tags, names }
}

function list<T>(from: OctetReader, read: () => T): T[] {
  const count = from.u32()
  if (count > MOST) throw new BadMessage('a list')
  return Array.from({ length: count }, read)
}

/** AddressBookPropertyValueList (MS-OXCMAPIHTTP section 2.2.1.3): each value with its tag. */
function writeTagged(to: OctetWriter, row: Row): void {
  to.u32(row.length)
  for (const { tag, value } of row) {
    to.u32(tag)
    writeValue(to, tag, value)
  }
}

/** AddressBookPropertyRow (section 2.2.1.7): the values of known tags, each with a flag where one is missing. */
function writeRow(to: OctetWriter, row: Row, tags: readonly number[]): void {
  const isWhole = row.every(({ tag }) => typeOf(tag) !== PROPERTY_TYPE.ERROR)
  to.u8(isWhole ? 0 : 1)
  row.forEach(({ tag, value }, index) => {
    // AddressBookFlaggedPropertyValue: 0 a value, 0x0a an error in its place.
    const isError = typeOf(tag) === PROPERTY_TYPE.ERROR
    if (!isWhole) to.u8(isError ? 0x0a : 0)
    writeValue(to, isError ? tag : (tags[index] ?? tag), value)
  })
}

/** AddressBookPropertyValue (section 2.2.1.1). */
function writeValue(to: OctetWriter, tag: number, value: Property['value']): void {
  if (typeof value === 'number') to.u32(value)
  else if (typeof value === 'boolean') to.u8(value ? 1 : 0)
  else if (typeof value === 'string') {
    to.u8(PRESENT)
    if (typeOf(tag) === PROPERTY_TYPE.STRING8) to.text(value)
    else to.utf16(value)
  } else to.u8(PRESENT).u32(value.length).octets(value)
}
