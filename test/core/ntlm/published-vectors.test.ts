import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { Rc4 } from '../../../shared/protocols/crypto/rc4.ts'
import {
  answerChallenge,
  channelBindings,
  encodeAuthenticate,
  encodeHeaderToken,
  encodeNegotiate,
  HTTP_FLAGS,
  lmResponse,
  messageIntegrityCode,
  NtlmSession,
  ntHash,
  ntProof,
  readChallenge,
  responseKey,
  sessionBaseKey,
  sessionKeys,
} from '../../../shared/protocols/ntlm/index.ts'
import { utf16 } from './challenge-maker.ts'
import {
  AUTHENTICATE,
  CERTIFICATE_HASH,
  CHALLENGE,
  CHROMIUM,
  COMMON,
  WITH_TIMESTAMP,
} from './known-answers.ts'

const { account, workstation, serverChallenge, sessionKey } = COMMON
const key = responseKey(ntHash(COMMON.password), account)
const serverPairs = readChallenge(CHALLENGE).targetInfo?.pairs ?? []
const clientChallenge = { time: 0n, nonce: COMMON.clientChallenge, pairs: serverPairs }
const proof = ntProof(key, serverChallenge, clientChallenge)
const baseKey = sessionBaseKey(key, proof)
const PUBLISHED_FLAGS = 0xe28a8233

test('the keys and responses of MS-NLMP section 4.2.4 come out', () => {
  expect(toHex(ntHash(COMMON.password))).toBe('a4f49c406510bdcab6824ee7c30fd852')
  expect(toHex(key)).toBe('0c868a403bfd7a93a3001ef22ef02e3f')
  expect(toHex(proof)).toBe('68cd0ab851e51c96aabc927bebef6a1c')
  expect(toHex(lmResponse(key, serverChallenge, COMMON.clientChallenge))).toBe(
    '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa',
  )
  expect(toHex(baseKey)).toBe('8de40ccadbc14a82f15cb0ad0de95ca3')
  expect(toHex(new Rc4(baseKey).apply(sessionKey))).toBe('c5dad2544fc9799094ce1ce90bc9d03e')
})

test('the AUTHENTICATE message of MS-NLMP section 4.2.4.3 comes out byte for byte', () => {
  const message = encodeAuthenticate({
    flags: 0xe2888235,
    account,
    workstation,
    lmResponse: lmResponse(key, serverChallenge, COMMON.clientChallenge),
    ntProof: proof,
    clientChallenge,
    encryptedSessionKey: new Rc4(baseKey).apply(sessionKey),
    version: { major: 5, minor: 1, build: 2600 },
  })
  expect(toHex(message.bytes())).toBe(toHex(AUTHENTICATE))
})

test('the channel bindings of a published certificate hash come out', () => {
  expect(toHex(channelBindings(CERTIFICATE_HASH))).toBe('6586e99d81c2fc984e47172fd4dd0310')
})

test("Chromium's AUTHENTICATE message with MIC, channel bindings and target name comes out byte for byte", () => {
  const challenge = {
    time: CHROMIUM.time,
    nonce: COMMON.clientChallenge,
    pairs: [
      ...serverPairs,
      { id: 6, value: Uint8Array.of(2, 0, 0, 0) },
      { id: 10, value: channelBindings(CERTIFICATE_HASH) },
      { id: 9, value: utf16('HTTP/Server') },
    ],
  }
  const ntlmProof = ntProof(key, serverChallenge, challenge)
  const message = {
    flags: 0x00088203,
    account,
    workstation,
    lmResponse: new Uint8Array(24),
    ntProof: ntlmProof,
    clientChallenge: challenge,
    encryptedSessionKey: new Uint8Array(0),
  }
  const inChromiumsOrder = (mic: Uint8Array) =>
    encodeAuthenticate({ ...message, mic }, ['key', 'lm', 'nt', 'domain', 'user', 'workstation']).bytes()
  const mic = messageIntegrityCode(
    sessionBaseKey(key, ntlmProof),
    CHROMIUM.negotiate,
    CHALLENGE,
    inChromiumsOrder(new Uint8Array(16)),
  )
  expect(toHex(inChromiumsOrder(mic))).toBe(toHex(CHROMIUM.authenticate))
})

test('with a timestamp, key exchange, MIC and channel bindings the whole answer comes out byte for byte', () => {
  const answer = answerChallenge({
    negotiate: WITH_TIMESTAMP.negotiate,
    challenge: WITH_TIMESTAMP.challenge,
    account,
    ntHash: ntHash(COMMON.password),
    workstation,
    channelBindings: channelBindings(CERTIFICATE_HASH),
    targetName: 'HTTP/mail.lab.test',
    random: { clientChallenge: COMMON.clientChallenge, sessionKey },
    now: 0,
  })
  expect(toHex(answer.message)).toBe(toHex(WITH_TIMESTAMP.authenticate))
  expect(toHex(answer.exportedSessionKey)).toBe(toHex(sessionKey))
})

test('the NEGOTIATE messages of browsers and of RPC clients come out byte for byte', () => {
  const browser = encodeNegotiate({ flags: HTTP_FLAGS, version: { major: 10, minor: 0, build: 18362 } })
  expect(encodeHeaderToken(browser.bytes())).toBe('TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKALpHAAAADw==')
  const rpc = encodeNegotiate({ flags: 0xe20882b7, version: { major: 10, minor: 0, build: 19041 } })
  expect(toHex(rpc.bytes())).toBe(toHex(WITH_TIMESTAMP.negotiate))
})

test('the session keys of MS-NLMP section 4.2.4.4 come out', () => {
  const keys = sessionKeys(sessionKey, PUBLISHED_FLAGS)
  expect(toHex(keys.clientSigning)).toBe('4788dc861b4782f35d43fd98fe1a2d39')
  expect(toHex(keys.clientSealing)).toBe('59f600973cc4960a25480a7c196e4c58')
  expect(toHex(keys.serverSigning)).toBe('d04d6f10741041d1d246d64188d7a8ad')
  expect(toHex(keys.serverSealing)).toBe('9355f3a957c1583d25c4c2f11e40390e')
})

const plaintext = utf16('Plaintext')
const session = (side: 'client' | 'server', flags = PUBLISHED_FLAGS) =>
  new NtlmSession({ exportedSessionKey: sessionKey, flags, side })
const sealed = ({ message, signature }: { message: Uint8Array; signature: Uint8Array }) =>
  `${toHex(message)} ${toHex(signature)}`

test('the sealed message of MS-NLMP section 4.2.4.4 comes out, and the one after it goes on in the key stream', () => {
  const client = session('client')
  expect(sealed(client.seal(plaintext))).toBe(
    '54e50165bf1936dc996020c1811b0f06fb5f 010000007fb38ec5c55d497600000000',
  )
  expect(sealed(client.seal(plaintext))).toBe(
    '64c308e09ea236e7f4232553c94a01e700fa 01000000255405955d31d8c401000000',
  )
})

test("the server's sealed message comes out with the server's keys", () => {
  expect(sealed(session('server').seal(plaintext))).toBe(
    '160871b730ba74e946c453d7465b54278dd0 01000000b298b847ce7c580700000000',
  )
})

test('without key exchange the checksum goes out unencrypted', () => {
  const KEY_EXCH = 0x40000000
  expect(toHex(session('client', PUBLISHED_FLAGS & ~KEY_EXCH).sign(plaintext))).toBe(
    '01000000 70352851f2564309 00000000'.replaceAll(' ', ''),
  )
})

/** RPC's header, stub, padding and security trailer are signed; stub and padding are sealed; 16 bytes of signature follow. */
const SEALED_PART = { start: 24, end: 56 }
const CLEAR = [
  '050000031000000050001000020000001400000000000100 00000000aaaaaaaabbbbccccddddeeeeeeeeeeee000000000000000000000000 0a050c0000000000',
  '050002031000000050001000020000001800000000000000 0000000000000000000000000000000000000000000000000000000000000000 0a05080000000000',
  '050000031000000050001000030000001400000000000100 00000000aaaaaaaabbbbccccddddeeeeeeeeeeee000000000000000000000000 0a050c0000000000',
].map(fromHex)

test('RPC PDUs are signed as another client signs them (packet integrity)', () => {
  const [client, server] = [session('client'), session('server')]
  const signatures = CLEAR.map((pdu, index) => toHex((index === 1 ? server : client).sign(pdu)))
  expect(signatures).toEqual([
    '01000000af96e5f9da869f8e00000000',
    '010000002e0082c5b5831b1500000000',
    '0100000012def58c071001ff01000000',
  ])
})

test('RPC PDUs are sealed as another client seals them, and opened again (packet privacy)', () => {
  const [client, server] = [session('client'), session('server')]
  const peers = [session('server'), session('client')] as const
  const expected = [
    '05000003100000005000100002000000140000000000010004e56d6574b3f5764cdb980d39c699e861b1e168a694370b0a7f34c364e0ffa20a060c0000000000 01000000e0e7ea3aacc0c3d500000000',
    '05000203100000005000100002000000180000000000000046081db751ba1de928c427d7235b2c27f9d0148b2103641815d26db8c21869360a06080000000000 010000001ab96919685bd86100000000',
    '05000003100000005000100003000000140000000000010079e774fa9d92f2673cab50de9f718afbe8be4d3ab842ffc8f08b202d71b0b6fa0a060c0000000000 010000000a10d4ad17c8323901000000',
  ]
  CLEAR.forEach((clear, index) => {
    const pdu = Uint8Array.from(clear)
    pdu[57] = 6
    const { message, signature } = (index === 1 ? server : client).seal(pdu, SEALED_PART)
    expect(sealed({ message, signature })).toBe(expected[index])
    const opened = peers[index === 1 ? 1 : 0].unseal(message, signature, SEALED_PART)
    expect(toHex(opened)).toBe(toHex(pdu))
  })
})
