import { createCipheriv, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openCbc, sealCbc } from '../../../shared/protocols/tls/records/cbc.ts'

const keys = {
  mac: new Uint8Array(20).fill(1),
  key: new Uint8Array(16).fill(2),
  iv: new Uint8Array(16).fill(3),
}
const cipher = { kind: 'cbc', keyLength: 16, mac: 'sha1' } as const
const type = 23
const tls12 = 0x0303
const tls10 = 0x0301

/** A record as RFC 5246 section 6.2.3.2 has it, made without the code under test; `padding` with its length byte. */
function record(
  content: string,
  padding: readonly number[],
  { number = 0, wrongMac = false } = {},
): Uint8Array {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, number, type, 3, 3, 0, content.length])
  const mac = createHmac('sha1', keys.mac).update(header).update(content).digest()
  if (wrongMac) mac.writeUInt8(mac.readUInt8(19) ^ 1, 19)
  const iv = Buffer.alloc(16, 9)
  const aes = createCipheriv('aes-128-cbc', keys.key, iv).setAutoPadding(false)
  const plain = Buffer.concat([Buffer.from(content), mac, Buffer.from(padding)])
  return Uint8Array.from(Buffer.concat([iv, aes.update(plain), aes.final()]))
}

const repeat = (value: number, count: number): number[] => Array.from({ length: count }, () => value)

describe('a CBC record of TLS 1.2', () => {
  // 5 bytes of content and 20 of MAC leave 7 to the end of the second block.
  test.each([
    ['the shortest padding', repeat(6, 7)],
    ['a longer padding', repeat(22, 23)],
    ['the longest padding', repeat(246, 247)],
  ])('with %s is opened', (_, padding) => {
    const { fragment } = openCbc(cipher, keys, tls12).open(type, record('hello', padding))
    expect(new TextDecoder().decode(fragment)).toBe('hello')
  })

  test.each([
    ['one wrong byte in the middle', [6, 6, 6, 7, 6, 6, 6]],
    ['a wrong first byte', [0, 6, 6, 6, 6, 6, 6]],
    ['a wrong first byte of a long one', [0, ...repeat(246, 246)]],
    ['a length that is one too small', repeat(7, 7)],
    ['a length greater than the record', repeat(255, 7)],
    ['a length that leaves no room for the MAC', repeat(30, 7)],
  ])('is refused for its padding: %s', (_, padding) => {
    const open = () => openCbc(cipher, keys, tls12).open(type, record('hello', padding))
    expect(open).toThrow(expect.objectContaining({ code: 'tls.bad-padding' }))
  })

  test('is refused for its MAC: a wrong one, one of another type, one of another place', () => {
    const refused = expect.objectContaining({ code: 'tls.bad-record-mac' })
    const open =
      (body: Uint8Array, as = type) =>
      () =>
        openCbc(cipher, keys, tls12).open(as, body)
    expect(open(record('hello', repeat(6, 7), { wrongMac: true }))).toThrow(refused)
    expect(open(record('hello', repeat(6, 7)), 22)).toThrow(refused)
    expect(open(record('hello', repeat(6, 7), { number: 1 }))).toThrow(refused)
  })

  test('is refused when it is not made of whole blocks, or is too short for a MAC', () => {
    const refused = expect.objectContaining({ code: 'tls.bad-record-mac' })
    for (const length of [0, 1, 16, 17, 32, 47])
      expect(() => openCbc(cipher, keys, tls12).open(type, new Uint8Array(length))).toThrow(refused)
  })
})

describe('CBC records that are sealed', () => {
  test('have an IV of their own each, from TLS 1.1 on', () => {
    let next = 0
    const sealer = sealCbc(cipher, keys, tls12, (length) => new Uint8Array(length).fill(++next))
    const opener = openCbc(cipher, keys, tls12)
    for (const index of [1, 2, 3]) {
      const { body } = sealer.seal({ type, fragment: Uint8Array.of(index) })
      expect(body.slice(0, 16)).toEqual(new Uint8Array(16).fill(index))
      expect(opener.open(type, body).fragment).toEqual(Uint8Array.of(index))
    }
  })

  test('hang together in TLS 1.0, so that one that is left out is noticed', () => {
    const random = () => {
      throw new Error('TLS 1.0 sends no IV')
    }
    const sealer = sealCbc(cipher, keys, tls10, random)
    const bodies = [1, 2, 3].map((index) => sealer.seal({ type, fragment: Uint8Array.of(index) }).body)
    const opener = openCbc(cipher, keys, tls10)
    const [first = new Uint8Array(), , third = new Uint8Array()] = bodies
    expect(opener.open(type, first).fragment).toEqual(Uint8Array.of(1))
    expect(() => opener.open(type, third)).toThrow(expect.objectContaining({ name: 'TlsError' }))
  })
})
