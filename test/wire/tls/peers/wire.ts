/**
 * The bytes of TLS as the suites' own servers write them: by hand, on purpose not with the writer of the code
 * under test.
 */
export const bytes = (...parts: readonly (Uint8Array | number | string)[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part]
      return typeof part === 'string' ? hex(part) : [...part]
    }),
  )

const hex = (text: string): number[] =>
  (text.match(/[0-9a-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16))

export const u16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value & 0xff)

export const u24 = (value: number): Uint8Array => bytes(value >>> 16, u16(value & 0xffff))

export const vector8 = (content: Uint8Array): Uint8Array => bytes(content.length, content)

export const vector16 = (content: Uint8Array): Uint8Array => bytes(u16(content.length), content)

export const vector24 = (content: Uint8Array): Uint8Array => bytes(u24(content.length), content)

export const extension = (type: number, content: Uint8Array = bytes()): Uint8Array =>
  bytes(u16(type), vector16(content))

export const handshakeMessage = (type: number, content: Uint8Array): Uint8Array =>
  bytes(type, vector24(content))

export const record = (type: number, content: Uint8Array, version = 0x0303): Uint8Array =>
  bytes(type, u16(version), vector16(content))

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

/** What a ServerHello says; the defaults are those of a sane server of TLS 1.2. */
export interface HelloContent {
  readonly version?: number
  readonly random?: Uint8Array
  readonly sessionId?: Uint8Array
  readonly suite?: number
  readonly compression?: number
  readonly extensions?: readonly Uint8Array[]
}

export const serverHello = ({
  version = 0x0303,
  random = new Uint8Array(32).fill(7),
  sessionId = bytes(),
  suite = 0xc02f,
  compression = 0,
  extensions = [extension(0xff01, bytes(0))],
}: HelloContent = {}): Uint8Array =>
  handshakeMessage(
    2,
    bytes(
      u16(version),
      random,
      vector8(sessionId),
      u16(suite),
      compression,
      extensions.length > 0 ? vector16(bytes(...extensions)) : bytes(),
    ),
  )

/** What a server reads of a ClientHello. */
export interface ClientHello {
  /** The whole handshake message. */
  readonly message: Uint8Array
  readonly version: number
  readonly random: Uint8Array
  readonly sessionId: Uint8Array
  readonly suites: readonly number[]
  readonly extensions: ReadonlyMap<number, Uint8Array>
}

/** Takes a ClientHello apart; `message` is without its record. */
export function readClientHello(message: Uint8Array): ClientHello {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  let at = 4
  const take = (length: number): Uint8Array => {
    at += length
    return message.subarray(at - length, at)
  }
  const number16 = (): number => {
    at += 2
    return view.getUint16(at - 2)
  }
  const version = number16()
  const random = take(32)
  const sessionId = take(take(1)[0] ?? 0)
  const suiteEnd = number16() + at
  const suites: number[] = []
  while (at < suiteEnd) suites.push(number16())
  take(take(1)[0] ?? 0)
  const extensions = new Map<number, Uint8Array>()
  if (at < message.length) number16()
  while (at < message.length) extensions.set(number16(), take(number16()))
  return { message, version, random, sessionId, suites, extensions }
}
