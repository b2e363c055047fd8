import { describe, expect, test } from 'vitest'
import {
  ByteReader,
  ByteWriter,
  FieldNotes,
  fromHex,
  guidBytes,
  guidText,
  toHex,
} from '../../../shared/protocols/bytes/index.ts'

const MESSAGE = fromHex('05 0003 0102ff 0908')

describe('a trace of a message that was read', () => {
  const reader = new ByteReader(MESSAGE, 'test', 'big', new FieldNotes())
  reader.u8((version) => `version: ${version}`)
  const list = reader.vector16('list')
  list.u8('first')
  list.skip(1, 'padding')
  list.u8()
  reader.u8('last but one')

  test('shows each field with what it means, nested ones indented, and what was not read', () => {
    expect(reader.annotated()).toBe(
      [
        '05  version: 5',
        '00 03  list: length',
        '  01  first',
        '  02  padding',
        '  ff  ',
        '09  last but one',
        '08  not read',
      ].join('\n'),
    )
  })

  test('is empty where nobody asked for one', () => {
    const plain = new ByteReader(MESSAGE, 'test')
    plain.u8('version')
    expect(plain.annotated()).toBe('')
  })

  test('reaches up to where the message broke off', () => {
    const broken = new ByteReader(fromHex('0102'), 'test', 'big', new FieldNotes())
    broken.u8('type')
    expect(() => broken.u32('length')).toThrow(expect.objectContaining({ code: 'test.truncated' }))
    expect(broken.annotated()).toBe('01  type\n02  not read')
  })
})

test('secrets go on the wire and into no trace, in either direction', () => {
  const writer = new ByteWriter().u8(1, 'type').secret(fromHex('c0ffee'), 'response')
  expect(toHex(writer.bytes())).toBe('01c0ffee')
  const reader = new ByteReader(writer.bytes(), 'test', 'big', new FieldNotes())
  reader.u8('type')
  expect(toHex(reader.takeSecret(3, 'response'))).toBe('c0ffee')
  for (const trace of [writer.annotated(), reader.annotated()])
    expect(trace).toBe('01  type\n(3 secret bytes)  response')
})

describe('GUIDs', () => {
  const text = 'a4f1db00-ca47-1067-b31f-00dd010662da'
  test('are written as Microsoft does (MS-DTYP section 2.3.4.2)', () => {
    expect(toHex(guidBytes(text))).toBe('00dbf1a447ca6710b31f00dd010662da')
    expect(guidBytes(`{${text.toUpperCase()}}`)).toEqual(guidBytes(text))
    expect(guidText(guidBytes(text))).toBe(text)
  })

  test.each(['', 'a4f1db00', `${text}0`, text.replaceAll('-', '')])('%j is none', (bad) => {
    expect(() => guidBytes(bad)).toThrow(expect.objectContaining({ code: 'bytes.guid' }))
  })
})
