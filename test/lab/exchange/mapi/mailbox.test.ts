import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Account, accountsOf, type Identity } from '../../../../lab/accounts/index.ts'
import { addressBookServer } from '../../../../lab/exchange/mailbox/address-book/address-book-server.ts'
import type { Directory, OwnedMailbox } from '../../../../lab/exchange/mailbox/directory.ts'
import { readExtended, writeExtended } from '../../../../lab/exchange/mailbox/extended-buffer.ts'
import { compress, decompress } from '../../../../lab/exchange/mailbox/lz77.ts'
import { type MailboxServer, mailboxServer } from '../../../../lab/exchange/mailbox/mailbox-server.ts'
import type { MailboxFaults } from '../../../../lab/exchange/mailbox/mailbox-settings.ts'
import type { WorkingSession } from '../../../../lab/exchange/mailbox/working-session.ts'
import { emsmdbRequests } from '../../../../lab/exchange/mapi/emsmdb-requests.ts'
import { nspiRequests } from '../../../../lab/exchange/mapi/nspi-requests.ts'
import { emsmdbInterface } from '../../../../lab/exchange/rpc/interfaces/emsmdb.ts'
import { AUTH_LEVEL } from '../../../../lab/exchange/rpc/pdu/verifier.ts'
import { countSessions } from '../../../../lab/exchange/sessions.ts'
import { BadMessage, OctetReader } from '../../../../lab/exchange/wire/octet-reader.ts'
import { EMSMDB, HTTP } from '../rpc/vectors.ts'

const octets = (hex: string) => Buffer.from(hex, 'hex')
const hex = (buffer: Buffer | undefined) => buffer?.toString('hex')

/** The one mailbox of the published messages: its names are theirs. */
function directory(displayName: string): Directory {
  const [account] = accountsOf({ users: [{ name: 'alice' }] }, 'contoso.test').all as [Account]
  const mailbox = {
    address: 'alice@contoso.test',
    displayName,
    guid: '33221100-5544-7766-8899-aabbccddeeff',
    legacyDn: EMSMDB.dn,
    rpcServer: 'ex01.contoso.test',
    serverDn: '/o=Lab/cn=Servers/cn=EX01',
  }
  const owned: OwnedMailbox = { account, mailbox }
  return {
    all: [owned],
    withDn: (dn) => (dn.toLowerCase() === EMSMDB.dn.toLowerCase() ? owned : undefined),
    withServer: () => undefined,
    find: (text) => (text.startsWith('alice') ? [owned] : []),
  }
}

function serving(displayName: string, faults: MailboxFaults = {}) {
  const sessions = countSessions()
  const known = directory(displayName)
  const server = mailboxServer(known, faults, sessions)
  const [{ account }] = known.all as [OwnedMailbox]
  const identity: Identity = { account, scheme: 'NTLM' }
  return {
    server,
    sessions,
    identity,
    directory: known,
    addressBook: addressBookServer(known, faults, sessions),
  }
}

function connected(server: MailboxServer, identity: Identity): WorkingSession {
  const session = server.connect({
    userDn: EMSMDB.dn,
    flags: 0,
    transport: 'mapi-http',
    identity,
    isEncryptedEnough: true,
  })
  if (typeof session === 'number') throw new Error(`refused: ${session}`)
  return session
}

describe('LZ77 with DIRECT2', () => {
  test.each([
    [`3f000000${Buffer.from('abcdefghijklmnopqrstuvwxyz').toString('hex')}`, 'abcdefghijklmnopqrstuvwxyz'],
    ['ffffff1f61626317000fff2601', 'abc'.repeat(100)],
  ])('the published %s is unpacked', (packed, plain) => {
    expect(decompress(octets(packed), plain.length).toString('latin1')).toBe(plain)
  })

  test('what is packed is unpacked again, and shorter where it repeats itself', () => {
    const repeating = Buffer.from('Exchange '.repeat(200))
    expect(compress(repeating).length).toBeLessThan(repeating.length / 10)
    const chunks = fc.array(fc.constantFrom('a', 'bc', 'Exchange', '\0'.repeat(40), 'x'.repeat(300), '.'))
    fc.assert(
      fc.property(chunks, (parts) => {
        const plain = Buffer.from(parts.join(''), 'latin1')
        expect(decompress(compress(plain), plain.length).equals(plain)).toBe(true)
      }),
    )
  })

  test('whatever is packed, unpacking ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(1000), (packed, length) => {
        try {
          expect(decompress(Buffer.from(packed), length)).toHaveLength(length)
        } catch (error) {
          expect(error).toBeInstanceOf(BadMessage)
        }
      }),
    )
  })
})

test.each([undefined, 'compressed', 'xored', 'both'] as const)(
  'a buffer that is packed (%s) is unpacked again',
  (packing) => {
    const plain = Buffer.from('Recipients '.repeat(30))
    const packed = writeExtended(plain, packing)
    expect(readExtended(packed).equals(plain)).toBe(true)
    expect(packed.includes('Recipients ')).toBe(packing === undefined || packing === 'compressed')
  },
)

describe('the mailbox store over RPC', () => {
  const open = (server: MailboxServer) => {
    const { methods, rundown } = emsmdbInterface({
      server,
      build: [15, 0, 1497, 0],
      hasOneEndpoint: true,
      encryptionRequired: false,
      rpcAuthenticationRequired: false,
    }).open()
    return {
      rundown: () => rundown?.(),
      call: async (opnum: number, stub: Buffer, identity: Identity | undefined) =>
        await methods[opnum]?.(new OctetReader(stub), { identity, byRpc: false, level: AUTH_LEVEL.NONE }),
    }
  }

  test('answers the published EcDoConnectEx as published, up to its version', async () => {
    const { server, identity } = serving('User One')
    const answer = await open(server).call(10, octets(EMSMDB.connectRequest), identity)
    // After the handle; before the versions, which are those of other builds.
    expect(hex(answer?.subarray(20, 88))).toBe(EMSMDB.connectResponse.slice(40, 176))
    expect(answer?.readUInt32LE(answer.length - 4)).toBe(0)
    // 15.0.1497.0, as four numbers in three words.
    expect(hex(answer?.subarray(88, 94))).toBe('000fd9850000')
  })

  test('opens the mailbox with the published EcDoRpcExt2, and closes it with its session', async () => {
    const { server, identity, sessions } = serving('User One')
    const store = open(server)
    const answer = await store.call(10, octets(EMSMDB.connectRequest), identity)
    const handle = answer?.subarray(0, 20) ?? Buffer.alloc(0)
    const request = Buffer.concat([handle, octets(EMSMDB.executeRequest).subarray(20)])
    const executed = await store.call(11, request, identity)
    // Flags, the array's counts, the header of the buffer, the size of the ROPs: as in the published answer.
    expect(hex(executed?.subarray(20, 46))).toBe(`00000000b400000000000000b400000000000400ac00ac00a800`)
    expect(hex(executed?.subarray(46, 52))).toBe('fe0000000000')
    expect([sessions.count('mailbox').open, sessions.count('logon').open]).toEqual([1, 1])
    await store.call(1, handle, identity)
    expect([sessions.count('mailbox').open, sessions.count('logon').open]).toEqual([0, 0])
    await expect(store.call(11, request, identity)).rejects.toThrow('0x1c00001a')
  })

  test('ends the sessions of a client that has gone', async () => {
    const { server, identity, sessions } = serving('User One')
    const store = open(server)
    await store.call(10, octets(EMSMDB.connectRequest), identity)
    store.rundown()
    expect(sessions.count('mailbox')).toEqual({ open: 0, opened: 1 })
  })

  test.each([
    ['nobody', 0x80070005],
    ['somebody else', 0x80070005],
  ])('refuses %s', async (who, code) => {
    const { server } = serving('User One')
    const [account] = accountsOf({ users: [{ name: 'bob' }] }, 'contoso.test').all as [Account]
    const identity = who === 'nobody' ? undefined : ({ account, scheme: 'Basic' } as const)
    const answer = await open(server).call(10, octets(EMSMDB.connectRequest), identity)
    expect(answer?.readUInt32LE(answer.length - 4)).toBe(code)
    expect(answer?.subarray(0, 20).equals(Buffer.alloc(20))).toBe(true)
  })

  test('wants a call to be encrypted where it is set up so', async () => {
    const { server, identity } = serving('User One')
    const { methods } = emsmdbInterface({
      server,
      build: [15, 0, 1497, 0],
      hasOneEndpoint: true,
      encryptionRequired: true,
      rpcAuthenticationRequired: false,
    }).open()
    const stub = () => new OctetReader(octets(EMSMDB.connectRequest))
    const code = async (level: number) => {
      const answer = await methods[10]?.(stub(), { identity, byRpc: true, level })
      return answer?.readUInt32LE(answer.length - 4)
    }
    expect([await code(AUTH_LEVEL.CONNECT), await code(AUTH_LEVEL.PRIVACY)]).toEqual([0x970, 0])
  })
})

describe('ROPs', () => {
  const rops = readExtended(octets(EMSMDB.rops))
  const answerTo = (faults: MailboxFaults, change: (request: Buffer) => Buffer = (request) => request) => {
    const { server, identity } = serving('User One', faults)
    return connected(server, identity).execute(change(Buffer.from(rops)))
  }

  test('RopLogon opens the mailbox: 166 octets and a handle', () => {
    const answer = answerTo({})
    expect(answer.readUInt16LE()).toBe(168)
    // The mailbox's GUID after head, thirteen folders and the flags.
    expect(hex(answer.subarray(2, 9))).toBe('fe000000000001')
    expect(hex(answer.subarray(2 + 7 + 104, 2 + 7 + 104 + 17))).toBe('0700112233445566778899aabbccddeeff')
    expect(answer.readUInt32LE(168)).not.toBe(0xffffffff)
    expect(answer).toHaveLength(172)
  })

  test.each([
    ['unknown-user', 'fe00eb030000'],
    ['mailbox-disabled', 'fe006c090000'],
    ['mailbox-in-transit', 'fe000c050000'],
    ['login-failure', 'fe0011010480'],
    ['access-denied', 'fe0005000780'],
    ['server-paused', 'fe007f040000'],
  ] as const)('RopLogon fails with %s in six octets', (logon, expected) => {
    const answer = answerTo({ logon })
    expect(hex(answer.subarray(2, answer.readUInt16LE()))).toBe(expected)
  })

  test('RopLogon leads to another server, asks for patience, or for a longer buffer', () => {
    const head = (logon: MailboxFaults['logon']) => answerTo({ ...(logon && { logon }) })
    expect(hex(head('other-server').subarray(2, 8))).toBe('fe0078040000')
    expect(head('other-server').toString('latin1')).toContain('/cn=EX09\0')
    expect(hex(head('backoff').subarray(2, 8))).toBe('f90010270000')
    expect(hex(head('buffer-too-small').subarray(2, 8))).toBe('ff0080fe0000')
  })

  test.each([
    ['another name', 0x3eb, (request: Buffer) => Buffer.from(request).fill('x', 2 + 14, 2 + 20)],
    // OpenFlags without USE_PER_MDB_REPLID_MAPPING.
    ['too few flags', 0x80070057, (request: Buffer) => Buffer.from(request).fill(0, 2 + 4, 2 + 8)],
  ])('RopLogon with %s fails with %d', (_what, code, change) => {
    expect(answerTo({}, change).readUInt32LE(4)).toBe(code)
  })

  test('whatever ROPs come, they are answered or refused as no message', () => {
    const { server, identity } = serving('User One')
    const session = connected(server, identity)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (request) => {
        try {
          session.execute(Buffer.from(request))
        } catch (error) {
          expect(error).toBeInstanceOf(BadMessage)
        }
      }),
    )
  })
})

describe('bodies of MAPI over HTTP', () => {
  test('the published Connect is answered as an independent server answers it', () => {
    const { server, identity } = serving('Alice Example')
    const { answer, session } = emsmdbRequests(server).open(octets(HTTP.connectRequest), identity)
    expect(hex(answer)).toBe(HTTP.connectResponse)
    expect(session).toBeDefined()
  })

  test('the recorded ResolveNames is answered as it was recorded', () => {
    const { addressBook, identity } = serving('Alice Example')
    const api = nspiRequests(addressBook, () => undefined)
    const { session } = api.open(octets(HTTP.bindRequest), identity)
    if (session === undefined) throw new Error('Bind was refused')
    const answer = api.requests.ResolveNames?.(octets(HTTP.resolveRequest), session)
    expect(hex(answer)).toBe(HTTP.resolveResponse)
  })

  test('whatever body comes, it is answered or refused as no message', () => {
    const { addressBook, server, identity } = serving('Alice Example')
    const [book, store] = [nspiRequests(addressBook, () => undefined), emsmdbRequests(server)]
    const { session } = book.open(octets(HTTP.bindRequest), identity)
    const work = connected(server, identity)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const body = Buffer.from(bytes)
        const all = [
          () => book.open(body, identity),
          () => store.open(body, identity),
          ...Object.values(book.requests).map((one) => () => session && one(body, session)),
          ...Object.values(store.requests).map((one) => () => one(body, work)),
        ]
        for (const one of all) {
          try {
            one()
          } catch (error) {
            expect(error).toBeInstanceOf(BadMessage)
          }
        }
      }),
    )
  })
})
