/** RPC's own authentication at the lab's server, by a client that has no line in common with the lab. */
import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Accounts, accountsOf, LAB_PASSWORD } from '../../../../lab/accounts/index.ts'
import { syntaxOf } from '../../../../lab/exchange/rpc/interfaces/syntax.ts'
import { writeHeader } from '../../../../lab/exchange/rpc/pdu/header.ts'
import { AUTH_LEVEL, AUTH_TYPE, withVerifier } from '../../../../lab/exchange/rpc/pdu/verifier.ts'
import type { RpcSettings } from '../../../../lab/exchange/rpc/rpc-settings.ts'
import { type Association, serveAssociation } from '../../../../lab/exchange/rpc/server/association.ts'
import type { Caller, RpcInterface } from '../../../../lab/exchange/rpc/server/rpc-interface.ts'
import { ntlmAcceptor } from '../../../../lab/ntlm/acceptor.ts'
import { negotiateAcceptor } from '../../../../lab/ntlm/negotiate-acceptor.ts'
import {
  answerChallenge,
  encodeNegotiate,
  MECHANISM_LIST,
  NtlmSession,
  ntHash,
  RPC_FLAGS,
  wrapInit,
  wrapResponse,
} from '../../../../shared/protocols/ntlm/index.ts'
import { PDU } from './vectors.ts'

const TYPE = { BIND: 11, ALTER: 14, AUTH3: 16, REQUEST: 0 } as const
const NEGOTIATE = encodeNegotiate({
  flags: RPC_FLAGS,
  version: { major: 10, minor: 0, build: 19041 },
}).bytes()

let accounts: Accounts
beforeEach(() => {
  accounts = accountsOf({}, 'a.test')
})

/** A server that remembers who called it. */
function server(settings: RpcSettings = {}): { association: Association; callers: Caller[] } {
  const callers: Caller[] = []
  const asked: RpcInterface = {
    name: 'asked',
    syntax: syntaxOf('afa8bd80-7d8a-11c9-bef4-08002b102989', 1, 0),
    open: () => ({
      methods: {
        2: (_stub, caller) => {
          callers.push(caller)
          return Buffer.alloc(8)
        },
      },
    }),
  }
  const target = {
    netbiosDomain: 'CORP',
    netbiosComputer: 'EX01',
    dnsDomain: 'corp.a.test',
    dnsComputer: 'ex01.corp.a.test',
    dnsForest: 'corp.a.test',
    windows: { major: 10, minor: 0, build: 17763 },
  }
  const association = serveAssociation({
    endpoint: '6001',
    interfaces: [asked],
    settings,
    identity: undefined,
    newAcceptor: (scheme) =>
      (scheme === 'NTLM' ? ntlmAcceptor : negotiateAcceptor)({ target, accounts, scheme, now: Date.now }),
  })
  return { association, callers }
}

const BIND_BODY = Buffer.from(PDU.bindMgmt, 'hex').subarray(16)

/** A PDU of a bind with a token in its verifier. */
function legOf(type: number, token: Uint8Array, authType: number): Buffer {
  const body = type === TYPE.AUTH3 ? Buffer.alloc(4) : BIND_BODY
  const verifier = { type: authType, level: AUTH_LEVEL.CONNECT, contextId: 7, value: Buffer.from(token) }
  return writeHeader({ type, flags: 3, callId: 1 }, withVerifier(body, verifier), token.length)
}

/** The token at the end of an answer. */
function tokenOf(pdu: Buffer | undefined): Buffer {
  return pdu?.subarray(pdu.length - pdu.readUInt16LE(10)) ?? Buffer.alloc(0)
}

function answerTo(token: Buffer, password: string) {
  return answerChallenge({
    negotiate: NEGOTIATE,
    challenge: token.subarray(token.indexOf('NTLMSSP\0')),
    account: { user: 'anna', domain: 'CORP' },
    ntHash: ntHash(password),
    targetName: 'exchangeMDB/EX01',
    random: { clientChallenge: randomBytes(8), sessionKey: randomBytes(16) },
    now: Date.now(),
  })
}

const CALL = Buffer.from(PDU.isListening, 'hex')
const typeOf = (pdu: Buffer | undefined) => pdu?.readUInt8(2)

describe('by NTLM', () => {
  async function signIn(association: Association, password = LAB_PASSWORD): Promise<void> {
    const [ack] = await association.receive(legOf(TYPE.BIND, NEGOTIATE, AUTH_TYPE.NTLM))
    const { message } = answerTo(tokenOf(ack), password)
    expect(await association.receive(legOf(TYPE.AUTH3, message, AUTH_TYPE.NTLM))).toEqual([])
  }

  test('the caller is who proved it, and HTTP has no say in it', async () => {
    const { association, callers } = server()
    await signIn(association)
    const [answer] = await association.receive(CALL)
    expect(typeOf(answer)).toBe(2)
    expect(callers[0]).toMatchObject({ byRpc: true, level: AUTH_LEVEL.CONNECT })
    expect(callers[0]?.identity?.account.name).toBe('anna')
  })

  test.each([
    ['with a wrong password', 'wrong', {}],
    ['where everybody is refused', LAB_PASSWORD, { faults: { authentication: 'refused' } }],
  ] as const)('%s the first call is denied, and no sooner', async (_what, password, settings) => {
    const { association, callers } = server(settings)
    await signIn(association, password)
    const [fault] = await association.receive(CALL)
    expect([typeOf(fault), fault?.readUInt32LE(24)]).toEqual([3, 5])
    expect(callers).toEqual([])
    expect(accounts.record('anna').badAttempts).toBe(password === 'wrong' ? 1 : 0)
  })

  test('of a kind that nobody knows it is refused with bind_nak', async () => {
    const { association } = server()
    const [nak] = await association.receive(legOf(TYPE.BIND, NEGOTIATE, 0x10))
    // authentication_type_not_recognized.
    expect([typeOf(nak), nak?.readUInt16LE(16)]).toEqual([13, 8])
  })

  test('nobody is answered where authentication hangs', async () => {
    const { association } = server({ faults: { authentication: 'silent' } })
    expect(await association.receive(legOf(TYPE.BIND, NEGOTIATE, AUTH_TYPE.NTLM))).toEqual([])
  })
})

describe('by SPNEGO, whose last leg is an alter_context', () => {
  test.each([true, false])(
    'the caller is who proved it (its list of mechanisms signed: %s)',
    async (isSigned) => {
      const { association, callers } = server()
      const [ack] = await association.receive(legOf(TYPE.BIND, wrapInit(NEGOTIATE), AUTH_TYPE.SPNEGO))
      const { message, exportedSessionKey, flags } = answerTo(tokenOf(ack), LAB_PASSWORD)
      const session = new NtlmSession({ exportedSessionKey, flags, side: 'client' })
      const last = wrapResponse(message, isSigned ? session.sign(MECHANISM_LIST) : undefined)
      const [altered] = await association.receive(legOf(TYPE.ALTER, last, AUTH_TYPE.SPNEGO))
      expect(typeOf(altered)).toBe(15)
      // accept-completed (RFC 4178 section 4.2.2).
      expect(tokenOf(altered).includes(Buffer.from('a0030a0100', 'hex'))).toBe(true)
      expect(typeOf((await association.receive(CALL))[0])).toBe(2)
      expect(callers[0]?.identity).toMatchObject({ scheme: 'Negotiate', account: { name: 'anna' } })
    },
  )
})
