import {
  type ExtendedError,
  FLAG,
  type Query,
  type RecordData,
  type Reply,
  type ResourceRecord,
  TYPES,
} from './wire.ts'

/** The option of an extended DNS error (RFC 8914 section 2). */
const EXTENDED_ERROR_OPTION = 15

const UDP_PAYLOAD_SIZE = 1232

/** A query as a stub resolver sends it: recursion desired, no OPT record. */
export function writeQuery(name: string, type: number): Uint8Array {
  const out = new MessageWriter()
  out.u16(0, FLAG.RD, 1, 0, 0, 0)
  out.name(name)
  out.u16(type, 1)
  return out.bytes()
}

/** The answer to a query, with its question repeated and names compressed (RFC 1035 section 4.1.4). */
export function writeReply(query: Query, reply: Reply): Uint8Array {
  const answers = reply.answers ?? []
  const authorities = reply.authorities ?? []
  const flags =
    FLAG.QR |
    (query.opcode << 11) |
    (reply.truncated ? FLAG.TC : 0) |
    (query.recursionDesired ? FLAG.RD : 0) |
    FLAG.RA |
    (reply.authentic && query.wantsAuthenticity ? FLAG.AD : 0) |
    (query.checkingDisabled ? FLAG.CD : 0) |
    reply.rcode

  const out = new MessageWriter()
  out.u16(query.id, flags, 1, answers.length, authorities.length, query.edns ? 1 : 0)
  out.name(query.name)
  out.u16(query.type, query.class)
  for (const record of [...answers, ...authorities]) out.record(record)
  if (query.edns) out.opt(reply.extendedError)
  return out.bytes()
}

class MessageWriter {
  readonly #bytes: number[] = []
  readonly #suffixes = new Map<string, number>()

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }

  u16(...values: number[]): void {
    for (const value of values) this.#bytes.push((value >> 8) & 0xff, value & 0xff)
  }

  u32(value: number): void {
    this.u16(value >>> 16, value & 0xffff)
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.#bytes.push(...bytes)
  }

  /** A name, with a pointer for the longest end of it that was written before. */
  name(name: string): void {
    let rest = name
    while (rest !== '') {
      const known = this.#suffixes.get(rest.toLowerCase())
      if (known !== undefined) {
        this.u16(0xc000 | known)
        return
      }
      if (this.#bytes.length < 0x4000) this.#suffixes.set(rest.toLowerCase(), this.#bytes.length)
      const [label = ''] = rest.split('.', 1)
      this.#bytes.push(label.length)
      this.text(label)
      rest = rest.slice(label.length + 1)
    }
    this.#bytes.push(0)
  }

  record({ name, ttl, data }: ResourceRecord): void {
    this.name(name)
    this.u16(TYPES[data.type], 1)
    this.u32(ttl)
    this.lengthPrefixed(() => this.#data(data))
  }

  opt(extendedError: ExtendedError | undefined): void {
    this.#bytes.push(0)
    this.u16(TYPES.OPT, UDP_PAYLOAD_SIZE)
    this.u32(0)
    this.lengthPrefixed(() => {
      if (extendedError === undefined) return
      this.u16(EXTENDED_ERROR_OPTION)
      this.lengthPrefixed(() => {
        this.u16(extendedError.code)
        this.text(extendedError.text)
      })
    })
  }

  lengthPrefixed(write: () => void): void {
    const at = this.#bytes.length
    this.u16(0)
    write()
    const length = this.#bytes.length - at - 2
    this.#bytes[at] = length >> 8
    this.#bytes[at + 1] = length & 0xff
  }

  #data(data: RecordData): void {
    switch (data.type) {
      case 'A':
        this.#bytes.push(...data.address.split('.').map(Number))
        return
      case 'AAAA':
        this.u16(...ipv6Groups(data.address))
        return
      case 'CNAME':
      case 'NS':
        this.name(data.target)
        return
      case 'MX':
        this.u16(data.preference)
        this.name(data.target)
        return
      case 'SRV':
        // RFC 2782: the target is not compressed. A writer of its own has nothing to point at.
        this.u16(data.priority, data.weight, data.port)
        this.#uncompressed(data.target)
        return
      case 'TXT':
        for (let at = 0; at < data.text.length || at === 0; at += 255) {
          const part = data.text.slice(at, at + 255)
          this.#bytes.push(part.length)
          this.text(part)
        }
        return
      case 'CAA':
        this.#bytes.push(0, data.tag.length)
        this.text(data.tag + data.value)
        return
      case 'SOA':
        this.name(data.primary)
        this.name(data.mailbox)
        for (const value of [1, 7200, 900, 1209600, data.minimum]) this.u32(value)
        return
    }
  }

  #uncompressed(name: string): void {
    const alone = new MessageWriter()
    alone.name(name)
    this.#bytes.push(...alone.bytes())
  }
}

function ipv6Groups(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const before = groups(head)
  if (tail === undefined) return before
  const after = groups(tail)
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}
