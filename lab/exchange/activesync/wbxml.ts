/** WBXML as ActiveSync has it (MS-ASWBXML section 2.1.2.1): one page of names, strings in place, no attributes. */

/** FolderHierarchy, the names of code page 7. */
const PAGE = 7
const NAMES: Readonly<Record<number, string>> = {
  7: 'DisplayName',
  8: 'ServerId',
  9: 'ParentId',
  10: 'Type',
  12: 'Status',
  14: 'Changes',
  15: 'Add',
  18: 'SyncKey',
  22: 'FolderSync',
  23: 'Count',
}
const TOKENS = new Map(Object.entries(NAMES).map(([token, name]) => [name, Number(token)]))

const SWITCH_PAGE = 0x00
const END = 0x01
const STRING = 0x03
const WITH_CONTENT = 0x40

/** Version 1.3, an unknown public identifier, UTF-8, no table of strings. */
const HEADER = Buffer.of(0x03, 0x01, 0x6a, 0x00)

/** An element of FolderHierarchy, with text or others in it. */
export interface Wbxml {
  readonly name: string
  readonly content: string | readonly Wbxml[]
}

export function writeWbxml(root: Wbxml): Buffer {
  return Buffer.concat([HEADER, Buffer.of(SWITCH_PAGE, PAGE), write(root)])
}

function write({ name, content }: Wbxml): Buffer {
  const token = TOKENS.get(name)
  if (token === undefined) throw new Error(`no name of the page: ${name}`)
  if (content.length === 0) return Buffer.of(token)
  const inside =
    typeof content === 'string'
      ? Buffer.concat([Buffer.of(STRING), Buffer.from(content), Buffer.of(0)])
      : Buffer.concat(content.map(write))
  return Buffer.concat([Buffer.of(token | WITH_CONTENT), inside, Buffer.of(END)])
}

/** Reads a document of FolderHierarchy. `undefined`: it is none. */
export function readWbxml(bytes: Buffer): Wbxml | undefined {
  if (!bytes.subarray(0, 4).equals(HEADER) || bytes[4] !== SWITCH_PAGE || bytes[5] !== PAGE) return undefined
  const reader = { bytes, at: 6 }
  const root = readElement(reader, 0)
  return reader.at === bytes.length ? root : undefined
}

interface Reader {
  readonly bytes: Buffer
  at: number
}

const DEEPEST = 8

function readElement(reader: Reader, depth: number): Wbxml | undefined {
  const token = reader.bytes[reader.at++] ?? END
  const name = NAMES[token & ~WITH_CONTENT]
  if (name === undefined || depth > DEEPEST) return undefined
  if ((token & WITH_CONTENT) === 0) return { name, content: '' }
  if (reader.bytes[reader.at] === STRING) {
    const end = reader.bytes.indexOf(0, reader.at + 1)
    const content = reader.bytes.toString('utf8', reader.at + 1, end)
    reader.at = end + 2
    return end === -1 || reader.bytes[end + 1] !== END ? undefined : { name, content }
  }
  const content: Wbxml[] = []
  while (reader.bytes[reader.at] !== END) {
    const inner = readElement(reader, depth + 1)
    if (inner === undefined) return undefined
    content.push(inner)
  }
  reader.at++
  return { name, content }
}
