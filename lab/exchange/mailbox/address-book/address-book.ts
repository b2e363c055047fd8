import { OctetWriter } from '../../wire/octet-writer.ts'
import type { Directory, OwnedMailbox } from '../directory.ts'
import { absent, PROPERTY_TYPE, type Property, type Row, TAG, typeOf } from './properties.ts'

/** How the search for a name ended (MS-OXNSPI section 2.2.1.9). */
export const FOUND = { NOTHING: 0, SEVERAL: 1, ONE: 2 } as const

export interface Resolved {
  /** One of FOUND for each name. */
  readonly ids: readonly number[]
  /** One for each name that is one object's. */
  readonly rows: readonly Row[]
}

/** What is asked about a name when nobody says it (MS-OXNSPI section 3.1.4.1.16). */
export const USUAL_TAGS: readonly number[] = [
  TAG.CONTAINER_ID,
  TAG.OBJECT_TYPE,
  TAG.DISPLAY_TYPE,
  TAG.DISPLAY_NAME,
  TAG.SMTP_ADDRESS,
]

/** Identifies the address book's provider in an entry's identifier (MS-OXNSPI section 2.2.9.3). */
const PROVIDER = Buffer.from('dca740c8c042101ab4b908002b2fe182', 'hex')
const CONTAINER = 0x100
const MAIL_USER = 0

/** A container that has recipients in it, and cannot be changed. */
const CONTAINER_FLAGS = 0x09

/** MAPI_MAILUSER. */
const MAIL_USER_OBJECT = 6

/** The address lists that everybody sees, the global one first (MS-OXNSPI section 3.1.4.1.3). */
export const addressLists: readonly Row[] = [
  list('Default Global Address List', '/', 0, 0),
  list('All Users', '/guid=75F6A3C1F2B74E0B9A7D0F2A4D1E9C55', 0x11, 0),
]

export function resolveNames(
  names: readonly string[],
  tags: readonly number[],
  directory: Directory,
  isHidden: boolean,
): Resolved {
  const found = names.map((name) => (isHidden ? [] : directory.find(name)))
  return {
    ids: found.map(({ length }) => (length === 0 ? FOUND.NOTHING : length === 1 ? FOUND.ONE : FOUND.SEVERAL)),
    rows: found.flatMap(([one, another]) => (one && !another ? [rowOf(one, tags)] : [])),
  }
}

function rowOf({ account, mailbox }: OwnedMailbox, tags: readonly number[]): Row {
  const values = new Map<number, Property['value']>([
    [TAG.ENTRY_ID, entryId(mailbox.legacyDn, MAIL_USER)],
    [TAG.OBJECT_TYPE, MAIL_USER_OBJECT],
    [TAG.DISPLAY_TYPE, MAIL_USER],
    [TAG.DISPLAY_NAME, mailbox.displayName],
    [TAG.SMTP_ADDRESS, mailbox.address],
    [TAG.ADDRESS_TYPE, 'EX'],
    [TAG.EMAIL_ADDRESS, mailbox.legacyDn],
    [TAG.ACCOUNT, account.name],
    [TAG.CONTAINER_ID, 0],
  ])
  return tags.map((tag) => {
    // Text of one octet a letter is the same text.
    const wide = typeOf(tag) === PROPERTY_TYPE.STRING8 ? tag + 1 : tag
    const value = values.get(wide)
    return value === undefined ? absent(tag) : { tag, value }
  })
}

function list(name: string, dn: string, id: number, depth: number): Row {
  return [
    { tag: TAG.ENTRY_ID, value: entryId(dn, CONTAINER) },
    { tag: TAG.CONTAINER_FLAGS, value: CONTAINER_FLAGS },
    { tag: TAG.DEPTH, value: depth },
    { tag: TAG.CONTAINER_ID, value: id },
    { tag: TAG.DISPLAY_NAME, value: name },
    { tag: TAG.IS_MASTER, value: false },
  ]
}

/** A permanent one: four octets of type, the provider, a version, what it is, and its distinguished name. */
function entryId(dn: string, displayType: number): Buffer {
  return new OctetWriter().u32(0).octets(PROVIDER).u32(1).u32(displayType).text(dn).toBuffer()
}
