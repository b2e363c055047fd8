/** Writes DER (X.690) for the tests: independent of the reader that they test. */

type Part = Uint8Array | readonly Part[]

function flatten(part: Part): Uint8Array {
  return part instanceof Uint8Array ? part : Buffer.concat(part.map(flatten))
}

export function der(tag: number, ...parts: Part[]): Uint8Array {
  const content = flatten(parts)
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : content.length < 0x10000
          ? [0x82, content.length >> 8, content.length & 0xff]
          : [0x83, content.length >> 16, (content.length >> 8) & 0xff, content.length & 0xff]
  return Buffer.concat([Uint8Array.of(tag, ...length), content])
}

export const sequence = (...parts: Part[]) => der(0x30, ...parts)
export const set = (...parts: Part[]) => der(0x31, ...parts)
export const boolean = (value: boolean) => der(0x01, Uint8Array.of(value ? 0xff : 0))
export const nothing = () => der(0x05)
export const octets = (...parts: Part[]) => der(0x04, ...parts)
export const bits = (bytes: Uint8Array, unused = 0) => der(0x03, Uint8Array.of(unused), bytes)
export const utf8 = (text: string) => der(0x0c, Buffer.from(text))
export const printable = (text: string) => der(0x13, Buffer.from(text, 'latin1'))
export const explicit = (number: number, ...parts: Part[]) => der(0xa0 | number, ...parts)
export const implicit = (number: number, ...parts: Part[]) => der(0x80 | number, ...parts)

export function integer(value: number | bigint | string): Uint8Array {
  if (typeof value === 'string') return der(0x02, Buffer.from(value, 'hex'))
  const hex = value.toString(16)
  const even = hex.padStart(hex.length + (hex.length % 2), '0')
  return der(0x02, Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, 'hex'))
}

export function oid(dotted: string): Uint8Array {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  const arcs = [first * 40n + second, ...rest].flatMap((arc) => {
    const digits = [Number(arc & 0x7fn)]
    for (let left = arc >> 7n; left > 0n; left >>= 7n) digits.unshift(Number(left & 0x7fn) | 0x80)
    return digits
  })
  return der(0x06, Uint8Array.from(arcs))
}

export function generalizedTime(milliseconds: number): Uint8Array {
  return der(0x18, Buffer.from(new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, '')))
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on, as RFC 5280 has it. */
export function time(milliseconds: number): Uint8Array {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d+/g, '')
  const year = Number(digits.slice(0, 4))
  return year >= 1950 && year < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : generalizedTime(milliseconds)
}

/** A name from its relative names in the order of the certificate: `['C=GB', 'CN=Example']`. */
export function name(...rdns: readonly string[]): Uint8Array {
  const types: Record<string, string> = {
    C: '2.5.4.6',
    O: '2.5.4.10',
    OU: '2.5.4.11',
    CN: '2.5.4.3',
    E: '1.2.840.113549.1.9.1',
  }
  return sequence(
    ...rdns.map((rdn) => {
      const at = rdn.indexOf('=')
      return set(sequence(oid(types[rdn.slice(0, at)] ?? rdn.slice(0, at)), utf8(rdn.slice(at + 1))))
    }),
  )
}
