/**
 * The bytes of an IP literal: 4 for IPv4 in dotted decimal, 16 for IPv6 (RFC 4291 section 2.2), brackets
 * allowed. `undefined` for anything else: a name, a zone, an octal octet.
 */
export function parseIpAddress(text: string): Uint8Array<ArrayBuffer> | undefined {
  const literal = /^\[(.*)\]$/.exec(text)?.[1] ?? text
  return literal.includes(':') ? parseIpv6(literal) : parseIpv4(literal)
}

/**
 * The text of 4 or 16 bytes: dotted decimal, or RFC 5952 section 4.
 */
export function formatIpAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  const zeros = longestZeros(groups)
  if (zeros.length < 2) return groups.join(':')
  const head = groups.slice(0, zeros.start).join(':')
  return `${head}::${groups.slice(zeros.start + zeros.length).join(':')}`
}

function parseIpv4(text: string): Uint8Array<ArrayBuffer> | undefined {
  const octets = text.split('.')
  if (
    octets.length !== 4 ||
    !octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256)
  )
    return undefined
  return Uint8Array.from(octets, Number)
}

function parseIpv6(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length > 45) return undefined
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const tail = dotted ? parseIpv4(dotted[2] ?? '') : new Uint8Array(0)
  if (!tail) return undefined
  // `::1.2.3.4` leaves `::`, `1::1.2.3.4` leaves `1::`, `1:2:1.2.3.4` leaves `1:2`.
  const hex = dotted ? (dotted[1] ?? '').replace(/(?<!:):$/, '') : text
  const halves = hex.split('::')
  if (halves.length > 2) return undefined
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const given = head.length + rest.length + tail.length / 2
  if (halves.length === 2 ? given > 7 : given !== 8) return undefined
  const groups = [...head, ...Array<string>(8 - given).fill('0'), ...rest]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  const bytes = groups.flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
  return Uint8Array.from([...bytes, ...tail])
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  groups.forEach((group, index) => {
    if (group !== '0') start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  })
  return best
}
