import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader, FieldNotes, fromHex } from '../../../shared/protocols/bytes/index.ts'
import {
  readAuxiliary,
  readBind,
  readConnect,
  readConnectEx,
  readDisconnect,
  readDisconnectBody,
  readDummyRpc,
  readExecute,
  readGetFqdn,
  readGetMailboxUrl,
  readGetNewDsa,
  readGetSpecialTable,
  readNspiBind,
  readNspiUnbind,
  readResolveNames,
  readResolveNamesBody,
  readRops,
  readRpcExt2,
  readSpecialTable,
  readUnbind,
} from '../../../shared/protocols/mapi/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { NdrReader } from '../../../shared/protocols/rpc/ndr/index.ts'
import { BUILT, RECORDED } from './vectors.ts'

type Read = (bytes: Uint8Array) => unknown

const stub =
  (read: (reader: NdrReader) => unknown): Read =>
  (bytes) => {
    const reader = NdrReader.annotating(bytes)
    try {
      return read(reader)
    } finally {
      reader.annotated()
    }
  }
const body =
  (read: (reader: ByteReader) => unknown): Read =>
  (bytes) => {
    const reader = new ByteReader(bytes, 'mapi', 'little', new FieldNotes())
    try {
      return read(reader)
    } finally {
      reader.annotated()
    }
  }

/** Each reader with an honest message of its own. */
const READERS: readonly (readonly [string, Read, string])[] = [
  ['EcDoConnectEx', stub(readConnectEx), RECORDED.handle + RECORDED.connectExRest],
  ['EcDoRpcExt2', stub(readRpcExt2), BUILT.rpcExt2Response],
  ['EcDoDisconnect', stub(readDisconnect), '00'.repeat(24)],
  ['EcDummyRpc', stub(readDummyRpc), '00'.repeat(4)],
  ['NspiBind', stub(readNspiBind), RECORDED.nspiBindResponse],
  ['NspiUnbind', stub(readNspiUnbind), RECORDED.unbindResponse],
  ['NspiGetSpecialTable', stub(readSpecialTable), RECORDED.specialTableResponse],
  ['NspiResolveNamesW', stub(readResolveNames), '00'.repeat(12)],
  ['RfrGetNewDSA', stub(readGetNewDsa), RECORDED.getNewDsaResponse],
  ['RfrGetFQDNFromServerDN', stub(readGetFqdn), '00'.repeat(8)],
  ['auxiliary data', body(readAuxiliary), '0000 0400 0400 0400 0400 01 9a'],
  ['a ROP buffer', body(readRops), `00000400ac00ac00a800${RECORDED.ropLogon}`],
  ['Connect', body(readConnect), RECORDED.httpConnect],
  ['Execute', body(readExecute), `${'00'.repeat(20)}`],
  ['Disconnect', body(readDisconnectBody), RECORDED.httpDisconnect],
  ['Bind', body(readBind), RECORDED.httpBind],
  ['Unbind', body(readUnbind), RECORDED.httpUnbind],
  ['GetSpecialTable', body(readGetSpecialTable), RECORDED.httpSpecialTable],
  ['ResolveNames', body(readResolveNamesBody), RECORDED.httpResolve],
  ['GetMailboxUrl', body(readGetMailboxUrl), '00'.repeat(14)],
]

/** Anything but an answer or a typed error fails the test. */
function outcomeOf(read: Read, bytes: Uint8Array): string {
  try {
    read(bytes)
    return 'answered'
  } catch (error) {
    if (!(error instanceof ProtocolError) || !/^(?:mapi|ndr)\./.test(error.code)) throw error
    return error.code
  }
}

describe.each(READERS)('whatever comes as %s', (_, read, hex) => {
  const honest = fromHex(hex)

  test('the honest message that the others are made of is an answer', () => {
    expect(outcomeOf(read, honest)).toBe('answered')
  })

  test('any bytes, and damaged ones, end in an answer or in a typed error', () => {
    const damaged = fc
      .record({
        changes: fc.array(fc.tuple(fc.nat(honest.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        length: fc.integer({ min: 0, max: honest.length }),
      })
      .map(({ changes, length }) => {
        const bytes = Uint8Array.from(honest)
        for (const [at, value] of changes) bytes[at] = value
        return bytes.slice(0, length)
      })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), (bytes) => {
        outcomeOf(read, bytes)
      }),
      { numRuns: 400 },
    )
  })

  test('no cut of it is taken for a shorter answer', () => {
    for (let length = 0; length < honest.length; length += 1) {
      if (_ === 'auxiliary data' && length === 0) continue
      expect(outcomeOf(read, honest.slice(0, length))).not.toBe('answered')
    }
  })
})
