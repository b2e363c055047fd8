import { describe, expect, test } from 'vitest'
import { ByteReader, concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import {
  readAuxiliary,
  readConnectEx,
  readDisconnect,
  readDummyRpc,
  readRops,
  readRpcExt2,
  writeConnectEx,
  writeDisconnect,
  writeDummyRpc,
  writeLogonRops,
  writeRpcExt2,
} from '../../../shared/protocols/mapi/index.ts'
import { isNullHandle, NdrReader } from '../../../shared/protocols/rpc/ndr/index.ts'
import { BUILT, RECORDED } from './vectors.ts'

const dn = '/o=Lab/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=user1'
const handle = fromHex('00000000aaaaaaaabbbbccccddddeeeeeeeeeeee')
const stub = (hex: string) => new NdrReader(fromHex(hex))
const bytes = (hex: string) => new ByteReader(fromHex(hex), 'mapi', 'little')

describe('what a server of the mailbox store is sent', () => {
  test('EcDoConnectEx, byte for byte', () => {
    const request = writeConnectEx({ dn, clientVersion: '15.0.4420.1017', conMod: 0x3f1a2b3c })
    expect(toHex(request.bytes())).toBe(BUILT.connectExRequest)
  })

  test('EcDoRpcExt2 with RopLogon, byte for byte', () => {
    const request = writeRpcExt2(handle, (writer) => writeLogonRops(writer, { dn }))
    expect(toHex(request.bytes())).toBe(BUILT.rpcExt2Request)
    expect(toHex(request.bytes())).toContain(BUILT.ropIn)
  })

  test('EcDoDisconnect and EcDummyRpc', () => {
    expect(writeDisconnect(handle).bytes()).toEqual(handle)
    expect(writeDummyRpc().length).toBe(0)
  })

  test('each request says in its trace what its fields are', () => {
    const trace = writeRpcExt2(handle, (writer) => writeLogonRops(writer, { dn })).annotated()
    expect(trace).toContain('03 00 00 00  pulFlags: NoCompression, NoXorMagic')
    expect(writeConnectEx({ dn }).annotated()).toContain('ulFlags: normal user')
  })

  test.each(['1.2.3', '1.2.3.x', '256.0.0.0', '15.0.32768.0', ''])(
    'a client version "%s" is refused',
    (clientVersion) => {
      expect(() => writeConnectEx({ dn, clientVersion })).toThrow(RangeError)
    },
  )
})

describe('what a server of the mailbox store answers', () => {
  test('EcDoConnectEx as built from the specification', () => {
    expect(readConnectEx(stub(BUILT.connectExResponse))).toEqual({
      handle,
      pollsMaxMs: 60_000,
      retryCount: 6,
      retryDelayMs: 10_000,
      dnPrefix: '',
      displayName: 'User One',
      serverVersion: '15.0.1497.0',
      auxiliary: new Uint8Array(),
      code: 0,
    })
  })

  test('EcDoConnectEx as an independent server answered it, with what it says about itself', () => {
    const answer = readConnectEx(stub(RECORDED.handle + RECORDED.connectExRest))
    expect(answer).toMatchObject({ displayName: 'Alice Example', code: 0, serverVersion: '15.0.847.4040' })
    expect(toHex(answer.handle)).toBe(RECORDED.handle)
    expect(readAuxiliary(new ByteReader(answer.auxiliary, 'mapi', 'little'))).toEqual({
      types: [0x17, 0x0a, 0x48],
      publicFolders: true,
      singleEndpoint: true,
    })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('a display name of %s characters shifts nothing', (length) => {
    const name = 'x'.repeat(length)
    const padding = '00'.repeat((length + 1) % 2)
    const text = `${toHex(Uint8Array.of(length + 1, 0, 0, 0))}00000000${toHex(Uint8Array.of(length + 1, 0, 0, 0))}${toHex(new TextEncoder().encode(name))}00`
    // Version words are aligned to 2, the time stamp behind them to 4.
    const head = BUILT.connectExResponse.slice(0, 120)
    const versions = '000fd9850000000f4491f903'
    const before = head.length / 2 + text.length / 2 + padding.length / 2 + 12
    const hex = `${head}${text}${padding}${versions}${'00'.repeat(-before & 3)}005a0000${'00'.repeat(20)}`
    expect(readConnectEx(stub(hex))).toMatchObject({ displayName: name, serverVersion: '15.0.1497.0' })
  })

  test('EcDoConnectEx that failed, without names', () => {
    const failed = concatBytes(new Uint8Array(20 + 12 + 4 + 8 + 12 + 4 + 16), fromHex('70090000'))
    const answer = readConnectEx(new NdrReader(failed))
    expect(answer).toMatchObject({ code: 0x970, displayName: undefined, dnPrefix: undefined })
    expect(isNullHandle(answer.handle)).toBe(true)
  })

  test('EcDoRpcExt2 with a RopLogon that succeeded', () => {
    const answer = readRpcExt2(stub(BUILT.rpcExt2Response))
    expect(answer).toMatchObject({ handle, code: 0 })
    expect(readRops(new ByteReader(answer.rops, 'mapi', 'little'))).toEqual({
      responses: [
        {
          rop: 'logon',
          kind: 'logged-on',
          mailboxGuid: '00112233-4455-6677-8899-aabbccddeeff',
          owner: true,
          outOfOffice: false,
        },
      ],
      handles: [1],
    })
  })

  test('RopLogon as an independent server answered it', () => {
    const rops = `00000400ac00ac00${RECORDED.ropLogon}`.replace(/^(.{16})/, '$1a800')
    expect(readRops(bytes(rops)).responses).toEqual([
      {
        rop: 'logon',
        kind: 'logged-on',
        mailboxGuid: '5371426e-3aec-4f75-8ca6-7043eac3651e',
        owner: true,
        outOfOffice: false,
      },
    ])
  })

  test('EcDoDisconnect and EcDummyRpc', () => {
    expect(readDisconnect(stub('00'.repeat(24)))).toBe(0)
    expect(readDummyRpc(stub('00000000'))).toBe(0)
  })

  test('each answer says in its trace what its fields are', () => {
    const reader = NdrReader.annotating(fromHex(BUILT.connectExResponse))
    readConnectEx(reader)
    expect(reader.annotated()).toContain('60 ea 00 00  pcmsPollsMax')
    expect(reader.annotated()).toContain('00 00 00 00  return value: 0x00000000 ecNone')
  })
})
