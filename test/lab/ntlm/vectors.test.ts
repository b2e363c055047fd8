import { describe, expect, test } from 'vitest'
import { accountsOf } from '../../../lab/accounts/index.ts'
import { channelBindings } from '../../../lab/ntlm/channel-bindings.ts'
import { ntHash, responseKey } from '../../../lab/ntlm/keys.ts'
import { md4 } from '../../../lab/ntlm/md4.ts'
import { rc4 } from '../../../lab/ntlm/rc4.ts'
import { sessionSecurity } from '../../../lab/ntlm/session-security.ts'
import {
  type ExtendedProtection,
  type NtlmExchange,
  type NtlmPolicy,
  verifyAuthenticate,
} from '../../../lab/ntlm/verify-authenticate.ts'
import {
  AUTHENTICATE,
  CERTIFICATE_HASH,
  CHALLENGE,
  CHROMIUM,
  WITH_TIMESTAMP,
} from '../../core/ntlm/known-answers.ts'

/** The user of MS-NLMP section 4.2.1. */
const domain = {
  domain: { netbios: 'Domain', dns: 'domain' },
  users: [{ name: 'User', password: 'Password' }],
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const millisecondsOf = (fileTime: bigint) => Number(fileTime / 10_000n - 11_644_473_600_000n)
const BINDINGS = channelBindings(CERTIFICATE_HASH)

function judge(
  exchange: NtlmExchange,
  at: bigint,
  policy: NtlmPolicy = {},
  accounts = accountsOf(domain, 'test'),
) {
  return verifyAuthenticate(exchange, accounts, 'NTLM', policy, millisecondsOf(at))
}

const PUBLISHED: NtlmExchange = {
  negotiate: new Uint8Array(0),
  challenge: CHALLENGE,
  authenticate: AUTHENTICATE,
}
const BROWSER: NtlmExchange = { ...CHROMIUM, challenge: CHALLENGE }

test.each([
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    'e33b4ddc9c38f2199c3e7b164fcc0536',
  ],
])('MD4 of %j is what RFC 1320 says', (text, digest) => {
  expect(hex(md4(Buffer.from(text)))).toBe(digest)
})

test('RC4 makes the key streams of RFC 6229, whole or in pieces', () => {
  const zeros = new Uint8Array(16)
  expect(hex(rc4(Buffer.from('0102030405', 'hex'))(zeros))).toBe('b2396305f03dc027ccc3524a0a1118a8')
  const stream = rc4(Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex'))
  expect(hex(stream(zeros.subarray(0, 5))) + hex(stream(zeros.subarray(0, 11)))).toBe(
    '9ac7cc9a609d1ef7b2932899cde41b97',
  )
})

test('the keys of MS-NLMP section 4.2.4.1 come out', () => {
  const hash = ntHash('Password')
  expect(hex(hash)).toBe('a4f49c406510bdcab6824ee7c30fd852')
  expect(hex(responseKey(hash, 'User', 'Domain'))).toBe('0c868a403bfd7a93a3001ef22ef02e3f')
})

test('the published example of channel bindings comes out', () => {
  expect(hex(BINDINGS)).toBe('6586e99d81c2fc984e47172fd4dd0310')
})

describe('a server that knows the user of MS-NLMP section 4.2 accepts', () => {
  test('its AUTHENTICATE message, and has its random session key', () => {
    const verdict = judge(PUBLISHED, 0n)
    expect(verdict).toMatchObject({ account: { name: 'User' }, flags: 0xe2888235 })
    expect('account' in verdict && hex(verdict.exportedSessionKey)).toBe('55'.repeat(16))
  })

  test("a browser's, with its MIC, where the channel has to be bound and the target to be named", () => {
    const verdict = judge(BROWSER, CHROMIUM.time, {
      protection: { tokenChecking: 'require', bindings: BINDINGS },
      isOurName: (name) => name === 'HTTP/Server',
    })
    expect(verdict).toMatchObject({ account: { name: 'User' } })
  })

  test('one with key exchange, MIC, bindings and timestamp at once', () => {
    const verdict = judge(WITH_TIMESTAMP, 0x01d900000000cafen, {
      protection: { tokenChecking: 'require', bindings: BINDINGS },
      isOurName: (name) => name === 'HTTP/mail.lab.test',
    })
    expect('account' in verdict && hex(verdict.exportedSessionKey)).toBe('55'.repeat(16))
  })
})

describe('it refuses', () => {
  const changed = (message: Uint8Array, at: number) => message.with(at, (message[at] ?? 0) ^ 1)
  const charged = (exchange: NtlmExchange, at: bigint, policy: NtlmPolicy = {}, password = 'Password') => {
    const accounts = accountsOf({ ...domain, users: [{ name: 'User', password }] }, 'test')
    const verdict = judge(exchange, at, policy, accounts)
    return ['refused' in verdict && verdict.refused, accounts.record('User').badAttempts]
  }

  test('another password, and counts it', () => {
    expect(charged(PUBLISHED, 0n, {}, 'password')).toEqual(['wrong-password', 1])
  })

  test('a response with one bit changed', () => {
    for (const at of [0x84, 0x84 + 15, 0x84 + 16 + 2, 0x84 + 16 + 60]) {
      expect(charged({ ...PUBLISHED, authenticate: changed(AUTHENTICATE, at) }, 0n)[1], `at ${at}`).toBe(1)
    }
  })

  test('a response to another challenge', () => {
    expect(charged({ ...PUBLISHED, challenge: changed(CHALLENGE, 24) }, 0n)).toEqual(['wrong-password', 1])
  })

  test.each([
    ['the first message', { ...BROWSER, negotiate: changed(CHROMIUM.negotiate, 13) }],
    ['the second', { ...BROWSER, challenge: changed(CHALLENGE, 22) }],
    ['the third', { ...BROWSER, authenticate: changed(CHROMIUM.authenticate, 62) }],
    ['the MIC', { ...BROWSER, authenticate: changed(CHROMIUM.authenticate, 72) }],
  ])('an exchange with one bit changed in %s, which the account is not charged with', (_what, exchange) => {
    expect(charged(exchange, CHROMIUM.time)).toEqual(['wrong-mic', 0])
  })

  const other = Buffer.alloc(16, 7)
  test.each<[string, NtlmExchange, bigint, ExtendedProtection, boolean]>([
    [
      'the binding of another channel under Require',
      BROWSER,
      CHROMIUM.time,
      { tokenChecking: 'require', bindings: other },
      false,
    ],
    [
      'the binding of another channel under Allow',
      BROWSER,
      CHROMIUM.time,
      { tokenChecking: 'allow', bindings: other },
      false,
    ],
    ['no binding under Require', PUBLISHED, 0n, { tokenChecking: 'require', bindings: BINDINGS }, false],
    [
      'no binding under Allow, which does',
      PUBLISHED,
      0n,
      { tokenChecking: 'allow', bindings: BINDINGS },
      true,
    ],
    [
      'any binding where no TLS is seen under Require',
      BROWSER,
      CHROMIUM.time,
      { tokenChecking: 'require' },
      false,
    ],
    [
      'any binding where no TLS is seen under Allow, which does',
      BROWSER,
      CHROMIUM.time,
      { tokenChecking: 'allow' },
      true,
    ],
  ])('%s: the account is not charged with it', (_what, exchange, at, protection, accepts) => {
    expect(charged(exchange, at, { protection })).toEqual([accepts ? false : 'wrong-binding', 0])
  })

  test('a name that is not its own', () => {
    const isOurName = (name: string) => name === 'HTTP/other'
    expect(charged(BROWSER, CHROMIUM.time, { isOurName })).toEqual(['wrong-target-name', 0])
    // Whoever names nobody is not asked.
    expect(charged(PUBLISHED, 0n, { isOurName })).toEqual([false, 0])
  })

  test('a clock that is further off than a day and a half', () => {
    const hour = 36_000_000_000n
    expect(charged(BROWSER, CHROMIUM.time + 35n * hour)).toEqual([false, 0])
    expect(charged(BROWSER, CHROMIUM.time + 37n * hour)).toEqual(['stale', 0])
    expect(charged(BROWSER, CHROMIUM.time - 37n * hour)).toEqual(['stale', 0])
  })
})

describe('signing and sealing with the keys of MS-NLMP section 4.2.4', () => {
  const key = Buffer.alloc(16, 0x55)
  const FLAGS = 0xe2888235
  const plain = Buffer.from('Plaintext', 'utf16le')
  const whole = (bytes: Uint8Array) => bytes

  test('a client’s sealed messages are opened, one after the other', () => {
    const session = sessionSecurity(key, FLAGS)
    const open = (sealed: string, signature: string) =>
      session.unseal(Buffer.from(sealed, 'hex'), whole, Buffer.from(signature, 'hex'))
    expect(open('54e50165bf1936dc996020c1811b0f06fb5f', '010000007fb38ec5c55d497600000000')).toEqual(plain)
    expect(open('64c308e09ea236e7f4232553c94a01e700fa', '01000000255405955d31d8c401000000')).toEqual(plain)
  })

  test('a message of the server’s is sealed as published', () => {
    const { sealed, signature } = sessionSecurity(key, FLAGS).seal(plain, whole)
    expect([hex(sealed), hex(signature)]).toEqual([
      '160871b730ba74e946c453d7465b54278dd0',
      '01000000b298b847ce7c580700000000',
    ])
  })

  test('without key exchange the checksum stands as it is', () => {
    const session = sessionSecurity(key, FLAGS & ~0x40000000)
    expect(session.verify(plain, Buffer.from('0100000070352851f256430900000000', 'hex'))).toBe(true)
  })

  test.each([
    ['another message', Buffer.from('plaintext', 'utf16le'), '0100000070352851f256430900000000'],
    ['a bit less', plain, '0100000070352851f256430800000000'],
    ['a number that is not its turn', plain, '0100000070352851f256430901000000'],
    ['half a signature', plain, '0100000070352851'],
  ])('a signature of %s is none', (_what, message, signature) => {
    const session = sessionSecurity(key, FLAGS & ~0x40000000)
    expect(session.verify(message, Buffer.from(signature, 'hex'))).toBe(false)
  })

  test('an RPC request that was signed at level integrity holds, and one with a bit less does not', () => {
    // A request PDU of DCE/RPC up to its signature, and the signature: byte for byte as another implementation made it.
    const request =
      '05000003100000005000100002000000140000000000010000000000aaaaaaaabbbbccccddddeeeeeeeeeeee0000000000000000000000000a050c0000000000'
    const signature = '01000000af96e5f9da869f8e00000000'
    const verify = (pdu: string) =>
      sessionSecurity(key, FLAGS).verify(Buffer.from(pdu, 'hex'), Buffer.from(signature, 'hex'))
    expect(verify(request)).toBe(true)
    expect(verify(request.replace('aaaaaaaa', 'aaaaaaab'))).toBe(false)
  })
})
