import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountsOf } from '../../../lab/accounts/index.ts'
import { createAuthority } from '../../../lab/ca/authority.ts'
import { type Acceptor, type AcceptorOptions, ntlmAcceptor } from '../../../lab/ntlm/acceptor.ts'
import { serverEndPoint } from '../../../lab/ntlm/channel-bindings.ts'
import { negotiateAcceptor } from '../../../lab/ntlm/negotiate-acceptor.ts'
import { sessionSecurity } from '../../../lab/ntlm/session-security.ts'
import {
  answerChallenge,
  encodeNegotiate,
  NtlmSession,
  ntHash,
  RPC_FLAGS,
} from '../../../shared/protocols/ntlm/index.ts'
import { hashForServerEndPoint } from './server-end-point.ts'

const NEGOTIATE = encodeNegotiate({ flags: RPC_FLAGS }).bytes()
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

const options = (): AcceptorOptions => ({
  target: {
    netbiosDomain: 'CORP',
    netbiosComputer: 'EX01',
    dnsDomain: 'corp.tenant.test',
    dnsComputer: 'ex01.corp.tenant.test',
    dnsForest: 'corp.tenant.test',
    windows: { major: 10, minor: 0, build: 17763 },
  },
  accounts: accountsOf({}, 'tenant.test'),
  scheme: 'Negotiate',
  now: Date.now,
})

function challengeIn(token: Uint8Array): Buffer {
  const bytes = Buffer.from(token)
  return bytes.subarray(bytes.indexOf('NTLMSSP\0'))
}

function answer(challenge: Buffer) {
  return answerChallenge({
    negotiate: NEGOTIATE,
    challenge,
    account: { user: 'anna', domain: 'CORP' },
    ntHash: ntHash('Lab-Passw0rd!'),
    targetName: 'HTTP/mail.tenant.test',
    random: { clientChallenge: Buffer.alloc(8, 1), sessionKey: Buffer.alloc(16, 2) },
    now: Date.now(),
  })
}

function tokenOf(acceptor: Acceptor, message: Uint8Array): Buffer {
  const step = acceptor.step(message)
  if (step.state !== 'continue') throw new Error(`expected a token, and it was ${step.state}`)
  return step.token
}

test('both sides have the same session key, and each understands what the other signs and seals', () => {
  const acceptor = ntlmAcceptor(options())
  const { message, exportedSessionKey, flags } = answer(tokenOf(acceptor, NEGOTIATE))
  const accepted = acceptor.step(message)
  if (accepted.state !== 'accepted') throw new Error('refused')
  expect(accepted.exportedSessionKey).toEqual(Buffer.from(exportedSessionKey))
  const client = new NtlmSession({ exportedSessionKey, flags, side: 'client' })
  const server = sessionSecurity(accepted.exportedSessionKey, accepted.flags)
  for (const text of ['one', 'two', 'three']) {
    const pdu = Buffer.from(`head ${text} tail`)
    const there = client.seal(pdu, { start: 5, end: pdu.length - 5 })
    const around = (plain: Uint8Array) => Buffer.concat([pdu.subarray(0, 5), plain, pdu.subarray(-5)])
    const sealed = there.message.subarray(5, pdu.length - 5)
    expect(server.unseal(sealed, around, there.signature)?.toString()).toBe(text)
    const back = server.seal(Buffer.from(text), around)
    expect(client.unseal(around(back.sealed), back.signature, { start: 5, end: pdu.length - 5 })).toEqual(
      Uint8Array.from(pdu),
    )
  }
})

describe('a client that would have preferred Kerberos', () => {
  const KERBEROS = '06092a864886f712010202'
  const NTLM = '060a2b06010401823702020a'
  /** mechTypes: Kerberos, NTLM. */
  const LIST = hex(`3017 ${KERBEROS} ${NTLM}`)
  /** NegTokenInit with the list and a token that is Kerberos' affair. */
  const INIT = hex(`602f 06062b0601050502 a025 3023 a019 3017 ${KERBEROS} ${NTLM} a206 0404 deadbeef`)

  const wrap = (tag: number, ...parts: Uint8Array[]) => {
    const content = Buffer.concat(parts)
    const size = content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
    return Buffer.concat([Buffer.of(tag, ...size), content])
  }
  const response = (token: Uint8Array, mic?: Uint8Array) =>
    wrap(
      0xa1,
      wrap(0x30, wrap(0xa2, wrap(0x04, token)), ...(mic === undefined ? [] : [wrap(0xa3, wrap(0x04, mic))])),
    )

  function begin() {
    const acceptor = negotiateAcceptor(options())
    // request-mic, and NTLM is what there is.
    expect(tokenOf(acceptor, INIT).toString('hex')).toBe(`a1153013a0030a0103a10c${NTLM}`)
    const second = tokenOf(acceptor, response(NEGOTIATE))
    // The mechanism is named once.
    expect(second.includes(hex(NTLM))).toBe(false)
    const { message, exportedSessionKey, flags } = answer(challengeIn(second))
    const session = () => new NtlmSession({ exportedSessionKey, flags, side: 'client' })
    return { acceptor, message, session }
  }

  test('is led to NTLM, signs its list, and gets it signed in return', () => {
    const { acceptor, message, session } = begin()
    const client = session()
    const step = acceptor.step(response(message, client.sign(LIST)))
    expect(step).toMatchObject({ state: 'accepted', account: { name: 'anna' } })
    const token = step.state === 'accepted' ? step.token : undefined
    const signature = token?.subarray(-16) ?? new Uint8Array()
    expect(() => client.verify(LIST, signature)).not.toThrow()
  })

  test('is refused without the signature, which somebody in between would leave out', () => {
    const { acceptor, message } = begin()
    expect(acceptor.step(response(message))).toEqual({ state: 'refused', why: 'unexpected' })
  })

  test('is refused when it signs another list', () => {
    const { acceptor, message, session } = begin()
    const step = acceptor.step(response(message, session().sign(LIST.toReversed())))
    expect(step).toEqual({ state: 'refused', why: 'wrong-mic' })
  })
})

describe('a server takes what it likes', () => {
  test.each<[string, (acceptor: Acceptor) => void]>([
    ['nothing at all', () => {}],
    ['a first message', (acceptor) => void acceptor.step(NEGOTIATE)],
  ])('and refuses any other bytes after %s, without a crash', (_what, before) => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc
            .uint8Array({ maxLength: 300 })
            .map((rest) => Buffer.concat([hex('4e544c4d53535000 03000000'), rest])),
          fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([Buffer.of(0x60, rest.length), rest])),
          fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.concat([Buffer.of(0xa1, rest.length), rest])),
        ),
        (bytes) => {
          for (const make of [ntlmAcceptor, negotiateAcceptor]) {
            const acceptor = make(options())
            before(acceptor)
            expect(acceptor.step(bytes).state).toBe('refused')
          }
        },
      ),
    )
  })

  test('and refuses a message with any one byte changed, or cut short anywhere', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
        const acceptor = ntlmAcceptor(options())
        const { message } = answer(tokenOf(acceptor, NEGOTIATE))
        const place = at % message.length
        const bytes = cut ? message.subarray(0, place) : message.with(place, (message[place] ?? 0) ^ change)
        const step = acceptor.step(bytes)
        seen.add(step.state)
        expect(step.state).toBe('refused')
      }),
      { numRuns: 300 },
    )
    expect([...seen]).toEqual(['refused'])
  })

  test.each([
    ['an NTLMv1 response', 24, 'older-response'],
    ['nothing', 0, 'anonymous'],
  ])('and has no use for %s', (_what, length, why) => {
    const message = Buffer.alloc(64 + length + 8)
    message.set(hex('4e544c4d53535000 03000000'))
    message.writeUInt16LE(length, 20)
    message.writeUInt32LE(64, 24)
    if (length > 0) {
      message.writeUInt16LE(8, 36)
      message.writeUInt32LE(64 + length, 40)
    }
    const acceptor = ntlmAcceptor(options())
    tokenOf(acceptor, NEGOTIATE)
    expect(acceptor.step(message)).toEqual({ state: 'refused', why })
  })
})

test('a certificate is bound by the hash that it is signed with, unless that is weak', async () => {
  const authority = await createAuthority(Date.now())
  for (const hash of ['SHA-256', 'SHA-384', 'SHA-1'] as const) {
    const { chain } = await authority.issue({ names: ['mail'], key: 'P-256', hash }, 'tenant.test')
    const [leaf = new Uint8Array()] = chain
    expect(serverEndPoint(leaf).toString('hex'), hash).toBe(await hashForServerEndPoint(leaf))
  }
})
