/** DER (X.690 section 10), as far as certificate authorities and SPNEGO write it, and what has to be read of it. */

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
} as const

/** One element: its tag, and the parts that its content is made of. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content])
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(TAG.sequence, ...parts)
}

/** `[number] EXPLICIT`. */
export function explicit(number: number, ...parts: readonly Uint8Array[]): Buffer {
  return element(0xa0 + number, ...parts)
}

/** A small number, below 128. */
export function small(tag: number, value: number): Buffer {
  return element(tag, Uint8Array.of(value))
}

/** An object identifier, from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  return element(TAG.oid, Uint8Array.from([40 * first + second, ...others].flatMap(base128)))
}

/** A BIT STRING of whole bytes. */
export function bitString(bytes: Uint8Array): Buffer {
  return element(TAG.bitString, Uint8Array.of(0), bytes)
}

/** A moment in milliseconds since 1970, to the second. */
export function generalizedTime(at: number): Buffer {
  return element(TAG.generalizedTime, Buffer.from(`${digits(at)}Z`))
}

/** The same as certificates and lists write it up to the year 2049 (RFC 5280 section 4.1.2.5.1). */
export function utcTime(at: number): Buffer {
  return element(TAG.utcTime, Buffer.from(`${digits(at).slice(2)}Z`))
}

/** An element that was read: its own bytes, and those of its content. */
export interface Element {
  readonly tag: number
  readonly der: Buffer
  readonly content: Buffer
}

/** The elements of a content, in order. Throws a RangeError when they do not fill it. */
export function elements(content: Uint8Array): Element[] {
  const found: Element[] = []
  for (let rest = Buffer.from(content); rest.length > 0; ) {
    const head = rest[1] ?? 0x80
    const more = head < 0x80 ? 0 : head - 0x80
    const start = 2 + more
    const length = more === 0 ? head : more <= 3 ? rest.readUIntBE(2, more) : Number.NaN
    if (!(start + length <= rest.length)) throw new RangeError('an element is longer than what holds it')
    const der = rest.subarray(0, start + length)
    found.push({ tag: rest[0] ?? 0, der, content: der.subarray(start) })
    rest = rest.subarray(start + length)
  }
  return found
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

function base128(value: number): number[] {
  const low = value % 128
  return value < 128 ? [low] : [...base128(Math.floor(value / 128)).map((byte) => byte | 0x80), low]
}

function digits(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')
}
