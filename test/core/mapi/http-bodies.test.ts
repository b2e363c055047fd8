import { describe, expect, test } from 'vitest'
import { ByteReader, FieldNotes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  PROPERTY,
  readBind,
  readConnect,
  readDisconnectBody,
  readExecute,
  readGetMailboxUrl,
  readGetSpecialTable,
  readResolveNamesBody,
  readRops,
  readUnbind,
  writeBind,
  writeConnect,
  writeDisconnectBody,
  writeExecute,
  writeGetMailboxUrl,
  writeGetSpecialTable,
  writeLogonRops,
  writeResolveNamesBody,
  writeUnbind,
} from '../../../shared/protocols/mapi/index.ts'
import { BUILT, RECORDED } from './vectors.ts'

const dn = '/o=Lab/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=user1'
const aliceDn =
  '/o=Gromox default/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=0100000001000000-alice'
const body = (hex: string) => new ByteReader(fromHex(hex), 'mapi', 'little')
const utf16 = (text: string) => toHex(new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer))

describe('the body of a request', () => {
  test('Connect, byte for byte', () => {
    expect(toHex(writeConnect(dn).bytes())).toBe(BUILT.connectBody)
  })

  test('Execute with RopLogon, byte for byte as an independent server took it', () => {
    const text = toHex(
      writeExecute((writer) => writeLogonRops(writer, { dn: aliceDn, openFlags: 0x0100000c }), {
        flags: 0,
      }).bytes(),
    )
    const name = toHex(new TextEncoder().encode(aliceDn))
    expect(text).toBe(
      `000000008900000000000400810081007d00fe0000010c000001000000006d00${name}00ffffffff0080000000000000`,
    )
  })

  test('Disconnect, Bind, GetSpecialTable, Unbind, byte for byte', () => {
    expect(toHex(writeDisconnectBody().bytes())).toBe(RECORDED.httpDisconnectRequest)
    expect(toHex(writeBind().bytes())).toBe(RECORDED.httpBindRequest)
    expect(toHex(writeGetSpecialTable().bytes())).toBe(RECORDED.httpSpecialTableRequest)
    expect(toHex(writeUnbind().bytes())).toBe(RECORDED.httpUnbindRequest)
  })

  test('ResolveNames, byte for byte', () => {
    expect(toHex(writeResolveNamesBody(['alice@contoso.test']).bytes())).toBe(RECORDED.httpResolveRequest)
  })

  test('GetMailboxUrl', () => {
    expect(toHex(writeGetMailboxUrl('/o=x').bytes())).toBe(`00000000${utf16('/o=x')}0000${'00000000'}`)
  })

  test('says in its trace what its fields are', () => {
    expect(writeBind().annotated()).toContain('ff  HasState')
    expect(writeConnect(dn).annotated()).toContain('UserDN')
  })
})

describe('the body of an answer', () => {
  test('Connect', () => {
    expect(readConnect(body(RECORDED.httpConnect))).toMatchObject({
      statusCode: 0,
      errorCode: 0,
      session: {
        pollsMaxMs: 60_000,
        retryCount: 6,
        retryDelayMs: 10_000,
        dnPrefix: '',
        displayName: 'Alice Example',
      },
    })
  })

  test('Execute, its ROPs annotated as part of it', () => {
    const rops = `00000400ac00ac00a800${RECORDED.ropLogon}`
    const notes = new FieldNotes()
    const bytes = fromHex(`${'00000000'.repeat(3)}b4000000${rops}00000000`)
    const reader = new ByteReader(bytes, 'mapi', 'little', notes)
    const answer = readExecute(reader)
    if (answer.rops === undefined) throw new Error('no ROPs')
    expect(readRops(answer.rops).responses).toMatchObject([{ rop: 'logon', kind: 'logged-on' }])
    expect(reader.annotated()).toContain('RopId: RopLogon')
  })

  test('Disconnect, Bind, Unbind', () => {
    expect(readDisconnectBody(body(RECORDED.httpDisconnect))).toEqual({ statusCode: 0, errorCode: 0 })
    expect(readBind(body(RECORDED.httpBind))).toEqual({
      statusCode: 0,
      errorCode: 0,
      serverGuid: '0af7551d-1738-4f70-b07a-e9ca6338fb0f',
    })
    expect(readUnbind(body(RECORDED.httpUnbind))).toEqual({ statusCode: 0, errorCode: 1 })
  })

  test('GetSpecialTable', () => {
    const { rows } = readGetSpecialTable(body(RECORDED.httpSpecialTable))
    expect(rows).toHaveLength(2)
    expect(rows[1]?.get(PROPERTY.displayName)).toBe('contoso.test')
    expect(rows[1]?.get(0xfffb000b)).toBe(false)
  })

  test('ResolveNames', () => {
    const { minimalIds, rows } = readResolveNamesBody(body(RECORDED.httpResolve))
    expect(minimalIds).toEqual([2])
    expect(rows).toHaveLength(1)
    expect(rows[0]?.get(PROPERTY.displayName)).toBe('Alice Example')
    expect(rows[0]?.get(PROPERTY.smtpAddress)).toBe('alice@contoso.test')
    expect(rows[0]?.get(PROPERTY.objectType)).toBe(6)
  })

  test('ResolveNames with values that are not there, or errors in their place', () => {
    const columns = 'ff' + '02000000' + '1f000130' + '1f00fe39' + '01000000'
    const row = '01' + '01' + '0a0f010480'
    const text = `${'00000000'.repeat(2)}b0040000ff0100000002000000${columns}${row}00000000`
    expect(readResolveNamesBody(body(text)).rows).toEqual([new Map()])
  })

  test('GetMailboxUrl', () => {
    const url = 'https://mail.contoso.test/mapi/emsmdb/?MailboxId=Recipients'
    const answer = readGetMailboxUrl(body(`${'00000000'.repeat(2)}${utf16(url)}0000${'00000000'}`))
    expect(answer).toEqual({ statusCode: 0, errorCode: 0, url })
  })

  test('of a request that failed as such holds its status alone', () => {
    expect(readConnect(body('bb06000000000000'))).toEqual({
      statusCode: 0x6bb,
      errorCode: 0,
      auxiliary: new Uint8Array(),
    })
    expect(readExecute(body('bb06000000000000')).rops).toBeUndefined()
  })

  test('of a method that failed holds its error, whatever else it says', () => {
    expect(readConnect(body('0000000070090000'))).toMatchObject({ statusCode: 0, errorCode: 0x970 })
    expect(readUnbind(body('00000000020000000000'))).toEqual({ statusCode: 0, errorCode: 2 })
  })

  test.each([
    ['is cut off', () => readConnect(body(RECORDED.httpConnect.slice(0, -2))), 'mapi.truncated'],
    ['goes on behind its end', () => readBind(body(`${RECORDED.httpBind}00`)), 'mapi.trailing'],
    [
      'announces more auxiliary data than it has',
      () => readDisconnectBody(body('0000000000000000ffffffff')),
      'mapi.truncated',
    ],
    [
      'announces rows without end',
      () => readGetSpecialTable(body('00000000000000000000000000ffffffffff')),
      'mapi.property-count',
    ],
    [
      'has values of types that nobody asked for',
      () => readGetSpecialTable(body('00000000000000000000000000ff0100000001000000021101 00')),
      'mapi.property-type',
    ],
  ])('that %s is refused', (_, read, code) => {
    expect(read).toThrow(expect.objectContaining({ code }))
  })
})

test('names with a terminator inside are not sent', () => {
  expect(() => writeResolveNamesBody(['a\0b'])).toThrow(expect.objectContaining({ code: 'mapi.text' }))
})
