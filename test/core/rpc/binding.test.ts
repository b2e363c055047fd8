import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { flagNames, MECHANISM_LIST, NtlmSession } from '../../../shared/protocols/ntlm/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import {
  type BindOptions,
  bindRpc,
  encodeBindAck,
  encodeBindNak,
  encodeFault,
  encodeResponse,
  inquireInterfaceIds,
  isServerListening,
  NDR,
  ntlmFlagsAt,
  PFC,
  RPC_INTERFACE,
  type RpcSecurity,
  readInterfaceIds,
  readListening,
  VirtualConnection,
} from '../../../shared/protocols/rpc/index.ts'
import { NdrReader } from '../../../shared/protocols/rpc/ndr/index.ts'
import { SignInError } from '../../../shared/sign-in/index.ts'
import { breathe, ScriptedProxy } from './scripted-proxy.ts'
import { DCE, PROTECTED, RTS } from './vectors.ts'

const { sessionKey: exportedSessionKey, flags } = PROTECTED
const CHALLENGE = new TextEncoder().encode('NTLMSSP\0\x02\0\0\0challenge')
const AUTHENTICATE = new TextEncoder().encode('NTLMSSP\0\x03\0\0\0proof')
const NOTHING = { uuid: '00000000-0000-0000-0000-000000000000', major: 0, minor: 0 }
const ACCEPTED = { result: 0, reason: 0, transferSyntax: NDR }
const ack = {
  callId: 1,
  maxTransmit: 4088,
  maxReceive: 4088,
  associationGroup: 7,
  secondaryAddress: '6001',
  results: [ACCEPTED, { result: 2, reason: 2, transferSyntax: NOTHING }],
}

function security(level: RpcSecurity['level']): RpcSecurity & { readonly challenges: Uint8Array[] } {
  const challenges: Uint8Array[] = []
  return {
    level,
    package: 'ntlm',
    challenges,
    negotiate: new TextEncoder().encode('NTLMSSP\0\x01\0\0\0'),
    async authenticate(challenge) {
      challenges.push(challenge)
      return { message: AUTHENTICATE, exportedSessionKey, flags }
    },
  }
}

const challengeAuth = (level: number) => ({
  trailer: { type: 10, level, contextId: 0 },
  alignment: 4 as const,
  value: CHALLENGE,
})

async function connected() {
  const proxy = new ScriptedProxy()
  const opening = VirtualConnection.open(proxy.options)
  const { out, incoming } = await proxy.welcome()
  return { proxy, out, incoming, connection: await opening }
}

async function bound(options: Partial<BindOptions> = {}, answer = ack) {
  const peer = await connected()
  const level = { connect: 2, integrity: 5, privacy: 6 }[options.security?.level ?? 'connect']
  const binding = bindRpc(peer.connection, {
    interface: RPC_INTERFACE.emsmdb,
    after: peer.proxy.clock.after,
    ...options,
  })
  const bind = await peer.incoming.nextCall()
  peer.out.send(encodeBindAck(answer, options.security && challengeAuth(level)).bytes())
  return { ...peer, bind, binding: await binding }
}

const respond = (stub: Uint8Array, more: Partial<Parameters<typeof encodeResponse>[0]> = {}) =>
  encodeResponse({ callId: 2, contextId: 0, cancelCount: 0, allocHint: stub.length, stub, ...more }).bytes()

describe('binding', () => {
  test('offers the interface and the features of bind time, as Outlook does', async () => {
    const { connection, bind, binding } = await bound(
      {},
      { ...ack, results: [ACCEPTED, { ...ACCEPTED, result: 3, reason: 3 }] },
    )
    expect(toHex(bind.bytes)).toBe(DCE.bindEmsmdb)
    expect(binding.facts).toEqual({
      associationGroup: 7,
      secondaryAddress: '6001',
      maxTransmit: 4088,
      features: 3,
    })
    expect(connection.stage).toBe('call')
    await connection.close()
  })

  test('signs in with the three legs of NTLM, at the level that was asked for', async () => {
    const own = security('integrity')
    const { connection, bind, incoming, out, binding } = await bound({ security: own })
    expect(bind.header.flags).toBe(0x17)
    expect(bind.auth).toMatchObject({ type: 10, level: 5, contextId: 0, value: own.negotiate })
    expect(own.challenges).toEqual([CHALLENGE])
    const third = await incoming.nextCall()
    expect(third).toMatchObject({ content: { kind: 'auth3' }, header: { callId: 1, flags: 0x13 } })
    expect(third.auth?.value).toEqual(AUTHENTICATE)
    // Nobody answers the third leg.
    const calling = binding.call(1, PROTECTED.stub)
    await incoming.nextCall()
    out.send(
      encodeFault({
        callId: 2,
        contextId: 0,
        allocHint: 0,
        cancelCount: 0,
        extended: false,
        status: 5,
      }).bytes(),
    )
    await expect(calling).rejects.toMatchObject({ code: 'rpc.fault', status: 5, stage: 'call' })
    await connection.close()
  })

  const refusal = (result: number, reason: number) =>
    encodeBindAck({ ...ack, results: [{ result, reason, transferSyntax: NOTHING }] }).bytes()
  test.each([
    ['the interface refused', refusal(2, 1), { code: 'rpc.bind-rejected', result: 2, reason: 1 }],
    [
      'the bind refused',
      encodeBindNak({ callId: 1, reason: 8, versions: [] }).bytes(),
      { code: 'rpc.bind-nak', reason: 8 },
    ],
    [
      'a fault',
      encodeFault({
        callId: 1,
        contextId: 0,
        allocHint: 0,
        cancelCount: 0,
        extended: false,
        status: 5,
      }).bytes(),
      { code: 'rpc.fault', status: 5 },
    ],
    ['no result', encodeBindAck({ ...ack, results: [] }).bytes(), { code: 'rpc.no-result' }],
    [
      'another form than was offered',
      encodeBindAck({ ...ack, results: [{ ...ACCEPTED, transferSyntax: NOTHING }] }).bytes(),
      { code: 'rpc.transfer-syntax' },
    ],
    [
      'fragments too small for anything',
      encodeBindAck({ ...ack, maxReceive: 40 }).bytes(),
      { code: 'rpc.fragment-size' },
    ],
    ['the number of another call', encodeBindAck({ ...ack, callId: 9 }).bytes(), { code: 'rpc.call-id' }],
    ['a response', respond(new Uint8Array(), { callId: 1 }), { code: 'rpc.pdu-order' }],
    ['what cannot be read', fromHex('05000c03100000001400000001000000f80ff80f'), { code: 'rpc.truncated' }],
  ])('with %s is a typed error of this stage', async (_, answer, expected) => {
    const { connection, incoming, out } = await connected()
    const binding = bindRpc(connection, { interface: RPC_INTERFACE.nspi })
    binding.catch(() => undefined)
    await incoming.nextCall()
    out.send(answer)
    await expect(binding).rejects.toMatchObject({ stage: 'bind', ...expected })
    await connection.close()
  })

  test('a server that asks for no proof is refused', async () => {
    const { connection, incoming, out } = await connected()
    const binding = bindRpc(connection, { interface: RPC_INTERFACE.nspi, security: security('connect') })
    binding.catch(() => undefined)
    await incoming.nextCall()
    out.send(encodeBindAck(ack).bytes())
    await expect(binding).rejects.toMatchObject({ code: 'rpc.no-challenge' })
    await connection.close()
  })

  test('that nobody answers ends in time, and tells whether the proxy lived', async () => {
    const { connection, incoming, out, proxy } = await connected()
    const binding = bindRpc(connection, { interface: RPC_INTERFACE.nspi, after: proxy.clock.after })
    binding.catch(() => undefined)
    await incoming.nextCall()
    out.send(RTS.ping, RTS.ping)
    await proxy.clock.pass(15_000)
    await expect(binding).rejects.toMatchObject({ code: 'rpc.no-answer', stage: 'bind', pings: 2 })
    await connection.close()
  })

  test('another interface on the same connection', async () => {
    const { connection, incoming, out, binding } = await bound()
    const altering = binding.alter(RPC_INTERFACE.nspi)
    const { header, content } = await incoming.nextCall()
    expect(content).toMatchObject({
      kind: 'alterContext',
      associationGroup: 7,
      contexts: [{ id: 2, abstractSyntax: RPC_INTERFACE.nspi }],
    })
    out.send(
      encodeBindAck({
        ...ack,
        callId: header.callId,
        type: 'alterContextResponse',
        results: [ACCEPTED],
      }).bytes(),
    )
    const nspi = await altering
    const calling = nspi.call(0, new Uint8Array())
    expect((await incoming.nextCall()).content).toMatchObject({ kind: 'request', contextId: 2 })
    out.send(respond(Uint8Array.of(1), { callId: 3, contextId: 2 }))
    expect(await calling).toEqual(Uint8Array.of(1))
    await connection.close()
  })

  test('another interface that is refused leaves the first one usable', async () => {
    const { connection, incoming, out, binding } = await bound()
    const altering = binding.alter(RPC_INTERFACE.nspi)
    altering.catch(() => undefined)
    await incoming.nextCall()
    const rejected = { result: 2, reason: 1, transferSyntax: NOTHING }
    out.send(encodeBindAck({ ...ack, callId: 2, type: 'alterContextResponse', results: [rejected] }).bytes())
    await expect(altering).rejects.toMatchObject({ code: 'rpc.bind-rejected' })
    const calling = binding.call(6, new Uint8Array())
    await incoming.nextCall()
    out.send(respond(new Uint8Array(4), { callId: 3 }))
    expect(await calling).toHaveLength(4)
    await connection.close()
  })
})

describe('within SPNEGO', () => {
  // Made by impacket 0.10: NegTokenInit around the NEGOTIATE above, NegTokenResp around the CHALLENGE.
  const INIT = fromHex(
    '602c06062b0601050502a0223020a00e300c060a2b06010401823702020aa20e040c4e544c4d5353500001000000',
  )
  const around = (challenge: Uint8Array) =>
    fromHex(`a12e302ca0030a0101a10c060a2b06010401823702020aa217${'0415'}${toHex(challenge)}`)
  const COMPLETED = fromHex('a1073005a0030a0100')
  const mic = new NtlmSession({ exportedSessionKey, flags, side: 'client' }).sign(MECHANISM_LIST)
  const theirMic = new NtlmSession({ exportedSessionKey, flags, side: 'server' }).sign(MECHANISM_LIST)
  const completedWith = (signature: Uint8Array) =>
    concatBytes(fromHex('a11b3019a0030a0100a3120410'), signature)
  const negotiated = (value: Uint8Array) => ({
    trailer: { type: 9, level: 6, contextId: 0 },
    alignment: 4 as const,
    value,
  })
  const own = (mechListMic: Uint8Array | undefined = mic) => {
    const used: Uint8Array[] = []
    const negotiate: RpcSecurity = {
      ...security('privacy'),
      package: 'negotiate',
      async authenticate(challenge) {
        used.push(challenge)
        return { message: AUTHENTICATE, exportedSessionKey, flags, ...(mechListMic && { mechListMic }) }
      },
    }
    return { used, security: negotiate }
  }

  /** Up to the answer to the bind. */
  async function begun(by: RpcSecurity, token: Uint8Array) {
    const peer = await connected()
    const binding = bindRpc(peer.connection, { interface: RPC_INTERFACE.emsmdb, security: by })
    binding.catch(() => undefined)
    const bind = await peer.incoming.nextCall()
    peer.out.send(encodeBindAck(ack, negotiated(token)).bytes())
    return { ...peer, bind, binding }
  }
  const altered = (token?: Uint8Array) =>
    encodeBindAck(
      { ...ack, type: 'alterContextResponse', secondaryAddress: '', results: [ACCEPTED] },
      token && negotiated(token),
    ).bytes()

  test('signs in with a bind and an alter_context, whose tokens are those of other programs', async () => {
    const by = own()
    const { connection, bind, binding, incoming, out } = await begun(by.security, around(CHALLENGE))
    expect(bind.auth).toMatchObject({ type: 9, level: 6, contextId: 0 })
    expect(toHex(bind.auth?.value ?? new Uint8Array())).toBe(toHex(INIT))
    const last = await incoming.nextCall()
    expect(by.used).toEqual([CHALLENGE])
    expect(last).toMatchObject({
      header: { callId: 1, flags: 0x17 },
      content: {
        kind: 'alterContext',
        associationGroup: 7,
        contexts: [{ id: 0, abstractSyntax: RPC_INTERFACE.emsmdb, transferSyntaxes: [NDR] }],
      },
      auth: { type: 9, level: 6, contextId: 0 },
    })
    const expected = `a12b3029a2130411${toHex(AUTHENTICATE)}a3120410${toHex(mic)}`
    expect(toHex(last.auth?.value ?? new Uint8Array())).toBe(expected)
    out.send(altered(completedWith(theirMic)))
    await binding
    await connection.close()
  })

  test.each([
    ['a challenge that cannot be read', new ProtocolError('ntlm.truncated', 'cut short'), 'RpcError'],
    ['somebody who gives no answer', new SignInError('sign-in.not-answered', 'not me'), 'SignInError'],
  ])('%s is told as what it is', async (_, why, name) => {
    const mute: RpcSecurity = { ...own().security, authenticate: () => Promise.reject(why) }
    const { connection, binding } = await begun(mute, around(CHALLENGE))
    await expect(binding).rejects.toMatchObject({ name, code: why.code })
    await connection.close()
  })

  test.each([
    ['both sides signed the list: numbers go on, key streams start anew', mic, completedWith(theirMic), 1, 1],
    ['the client alone signed it', mic, COMPLETED, 1, 0],
    ['nobody signed it', undefined, COMPLETED, 0, 0],
    ['nothing is said at the end', undefined, undefined, 0, 0],
  ] as const)(
    'what is sealed afterwards is of its type, where %s',
    async (_, signature, end, sent, received) => {
      const by = { ...own().security }
      const unsigned: RpcSecurity = {
        ...by,
        authenticate: async () => ({ message: AUTHENTICATE, exportedSessionKey, flags }),
      }
      const { connection, binding, incoming, out } = await begun(
        signature === undefined ? unsigned : by,
        around(CHALLENGE),
      )
      await incoming.nextCall()
      out.send(altered(end))
      const calling = (await binding).call(1, PROTECTED.stub)
      const { bytes, auth } = await incoming.nextCall()
      expect(auth).toMatchObject({ type: 9, level: 6 })
      const server = new NtlmSession({
        exportedSessionKey,
        flags,
        side: 'server',
        signedBefore: { sent: received, received: sent },
      })
      const trailerAt = auth?.trailerAt ?? 0
      const opened = server.unseal(bytes.subarray(0, trailerAt + 8), auth?.value ?? new Uint8Array(), {
        start: 24,
        end: trailerAt,
      })
      expect(toHex(opened.subarray(24, 24 + PROTECTED.stub.length))).toBe(toHex(PROTECTED.stub))
      const whole = encodeResponse(
        { callId: 2, contextId: 0, cancelCount: 0, allocHint: 16, stub: new Uint8Array(16) },
        { ...negotiated(new Uint8Array(16)), alignment: 16 },
      ).bytes()
      const { message, signature: value } = server.seal(whole.subarray(0, -16), { start: 24, end: 40 })
      out.send(concatBytes(message, value))
      expect(await calling).toEqual(new Uint8Array(16))
      await connection.close()
    },
  )

  test.each([
    ['rejects it', 'a1073005a0030a0102'],
    ['wants Kerberos', 'a1143012a0030a0101a10b06092a864886f712010202'],
    ['wants NTLM, and has no challenge', 'a1153013a0030a0101a10c060a2b06010401823702020a'],
    ['offers mechanisms of its own', toHex(INIT)],
  ])('a server that %s gets no answer, and no credential is used', async (_, token) => {
    const by = own()
    const { connection, binding } = await begun(by.security, fromHex(token))
    await expect(binding).rejects.toMatchObject({ code: 'rpc.no-ntlm', stage: 'bind' })
    expect(by.used).toEqual([])
    await connection.close()
  })

  const changed = theirMic.map((byte, at) => (at === 5 ? byte ^ 1 : byte))
  test.each([
    ['a list that is signed wrongly', completedWith(changed), 'ntlm.checksum'],
    ['our own signature of the list', completedWith(mic), 'ntlm.checksum'],
    ['a refusal', fromHex('a1073005a0030a0102'), 'rpc.negotiation-rejected'],
    ['no end', fromHex('a1073005a0030a0101'), 'rpc.negotiation-unfinished'],
    ['a beginning', INIT, 'rpc.negotiation-unfinished'],
    ['what cannot be read', fromHex('a1073005a0030a01'), 'spnego.truncated'],
  ])('an end with %s is a typed error of this stage', async (_, end, code) => {
    const { connection, binding, incoming, out } = await begun(own().security, around(CHALLENGE))
    await incoming.nextCall()
    out.send(altered(end))
    await expect(binding).rejects.toMatchObject({ code, stage: 'bind' })
    await connection.close()
  })

  test('a response with a trailer of NTLM alone is not protected as it was agreed on', async () => {
    const { connection, binding, incoming, out } = await begun(own(undefined).security, around(CHALLENGE))
    await incoming.nextCall()
    out.send(altered(COMPLETED))
    const calling = (await binding).call(1, PROTECTED.stub)
    calling.catch(() => undefined)
    await incoming.nextCall()
    out.send(PROTECTED.privacy.response2)
    await expect(calling).rejects.toMatchObject({ code: 'rpc.unprotected' })
    await connection.close()
  })

  test('a fault in answer to the last leg is a refusal at once', async () => {
    const { connection, binding, incoming, out } = await begun(own().security, around(CHALLENGE))
    await incoming.nextCall()
    const fault = { contextId: 0, allocHint: 32, cancelCount: 0, extended: false }
    out.send(encodeFault({ ...fault, callId: 1, status: 5 }).bytes())
    await expect(binding).rejects.toMatchObject({ code: 'rpc.fault', status: 5, stage: 'bind' })
    await connection.close()
  })
})

test.each([
  ['connect', []],
  ['integrity', ['SIGN', 'SEAL', 'KEY_EXCH']],
  ['privacy', ['SIGN', 'SEAL', 'KEY_EXCH']],
] as const)('at the level %s, of what protects messages NTLM is asked for %j', (level, asked) => {
  const protecting = ['SIGN', 'SEAL', 'KEY_EXCH']
  expect(flagNames(ntlmFlagsAt(level)).filter((name) => protecting.includes(name))).toEqual(asked)
})

describe.each(['integrity', 'privacy'] as const)('at the level %s', (level) => {
  const vectors = PROTECTED[level]

  test('requests go out as impacket and tshark have them, and the response is taken', async () => {
    const { connection, incoming, out, binding } = await bound({ security: security(level) })
    await incoming.nextCall()
    const first = binding.call(1, PROTECTED.stub)
    expect(toHex((await incoming.nextCall()).bytes)).toBe(vectors.request2)
    out.send(vectors.response2)
    expect(await first).toEqual(PROTECTED.answer)
    const second = binding.call(1, PROTECTED.stub)
    second.catch(() => undefined)
    expect(toHex((await incoming.nextCall()).bytes)).toBe(vectors.request3)
    await connection.close()
  })

  const changed = (hex: string, at: number) => {
    const bytes = fromHex(hex)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    return bytes
  }
  test.each([
    ['a stub that was changed', changed(vectors.response2, 30), 'ntlm.checksum'],
    ['a header that was changed', changed(vectors.response2, 22), 'ntlm.checksum'],
    ['a checksum that was changed', changed(vectors.response2, 70), 'ntlm.checksum'],
    ['another number', changed(vectors.response2, 76), 'ntlm.sequence'],
    ['no signature', respond(new Uint8Array(24)), 'rpc.unprotected'],
    ['another level', changed(vectors.response2, 57), 'rpc.unprotected'],
    ['another security context', changed(vectors.response2, 60), 'rpc.unprotected'],
    ['half a signature', cutSignature(vectors.response2), 'ntlm.'],
  ])('a response with %s is refused, and nothing is called any more', async (_, response, code) => {
    const { connection, incoming, out, binding } = await bound({ security: security(level) })
    await incoming.nextCall()
    const calling = binding.call(1, PROTECTED.stub)
    calling.catch(() => undefined)
    await incoming.nextCall()
    out.send(response)
    const expected = { stage: 'call', code: expect.stringMatching(code) }
    await expect(calling).rejects.toMatchObject(expected)
    await expect(binding.call(1, PROTECTED.stub)).rejects.toMatchObject(expected)
    await connection.close()
  })

  test('a response with more padding than it has is refused, however well it is signed', async () => {
    const { connection, incoming, out, binding } = await bound({ security: security(level) })
    await incoming.nextCall()
    const calling = binding.call(1, PROTECTED.stub)
    calling.catch(() => undefined)
    await incoming.nextCall()
    const auth = {
      trailer: { type: 10, level: level === 'privacy' ? 6 : 5, contextId: 0 },
      alignment: 16 as const,
    }
    const whole = encodeResponse(
      { callId: 2, contextId: 0, cancelCount: 0, allocHint: 0, stub: new Uint8Array(16) },
      { ...auth, value: new Uint8Array(16) },
    ).bytes()
    const plain = whole.subarray(0, -16)
    plain[24 + 16 + 2] = 17
    const server = new NtlmSession({ exportedSessionKey, flags, side: 'server' })
    const sealed = server.seal(plain, { start: 24, end: 40 })
    const signed = new NtlmSession({ exportedSessionKey, flags, side: 'server' }).sign(plain)
    out.send(level === 'privacy' ? concatBytes(sealed.message, sealed.signature) : concatBytes(plain, signed))
    await expect(calling).rejects.toMatchObject({ code: 'rpc.auth-padding' })
    await connection.close()
  })

  /** A fault as a server writes it that signs them: header and status in the clear (C706 section 12.6.4.7). */
  const faultBy = (server: NtlmSession, callId: number, change = 0) => {
    const fault = { contextId: 0, allocHint: 32, cancelCount: 0, extended: false, callId, status: 5 }
    const trailer = Uint8Array.of(10, level === 'privacy' ? 6 : 5, 0, 0, 0, 0, 0, 0)
    const plain = concatBytes(encodeFault(fault).bytes(), trailer)
    const header = new DataView(plain.buffer)
    header.setUint16(8, plain.length + 16, true)
    header.setUint16(10, 16, true)
    const signature = server.sign(plain)
    signature[5] = (signature[5] ?? 0) ^ change
    return concatBytes(plain, signature)
  }

  test('a fault that is signed says what it says, and others can be made', async () => {
    const { connection, incoming, out, binding } = await bound({ security: security(level) })
    await incoming.nextCall()
    const server = new NtlmSession({ exportedSessionKey, flags, side: 'server' })
    for (const callId of [2, 3]) {
      const calling = binding.call(1, PROTECTED.stub)
      calling.catch(() => undefined)
      await incoming.nextCall()
      out.send(faultBy(server, callId))
      await expect(calling).rejects.toMatchObject({ status: 5, signatureProblem: undefined })
    }
    await connection.close()
  })

  test('a fault with a wrong signature says what it says too, and nothing is called any more', async () => {
    const { connection, incoming, out, binding } = await bound({ security: security(level) })
    await incoming.nextCall()
    const calling = binding.call(1, PROTECTED.stub)
    calling.catch(() => undefined)
    await incoming.nextCall()
    out.send(faultBy(new NtlmSession({ exportedSessionKey, flags, side: 'server' }), 2, 1))
    const expected = { code: 'rpc.fault', status: 5, signatureProblem: 'ntlm.checksum', stage: 'call' }
    await expect(calling).rejects.toMatchObject(expected)
    await expect(calling).rejects.toThrow(/ERROR_ACCESS_DENIED, with a wrong signature/)
    await expect(binding.call(1, PROTECTED.stub)).rejects.toMatchObject(expected)
    await connection.close()
  })

  test('each fragment is protected by itself, in both directions', async () => {
    const small = { ...ack, maxReceive: 512 }
    const { connection, incoming, out, binding } = await bound({ security: security(level) }, small)
    await incoming.nextCall()
    const stub = Uint8Array.from({ length: 1500 }, (_, at) => at & 0xff)
    const calling = binding.call(11, stub)
    const server = new NtlmSession({ exportedSessionKey, flags, side: 'server' })
    const parts: Uint8Array[] = []
    for (;;) {
      const { bytes, auth, header, content } = await incoming.nextCall()
      expect(bytes.length).toBeLessThanOrEqual(512)
      expect(content).toMatchObject({
        kind: 'request',
        opnum: 11,
        allocHint: stub.length - parts.reduce((sum, part) => sum + part.length, 0),
      })
      const end = auth?.trailerAt ?? 0
      const signed = bytes.subarray(0, end + 8)
      const value = auth?.value ?? new Uint8Array()
      if (level === 'integrity') server.verify(signed, value)
      const opened = level === 'privacy' ? server.unseal(signed, value, { start: 24, end }) : signed
      parts.push(opened.slice(24, end - (auth?.padLength ?? 0)))
      if ((header.flags & PFC.lastFragment) !== 0) break
    }
    expect(concatBytes(...parts)).toEqual(stub)
    for (let at = 0; at < stub.length; at += 700) {
      const first = at === 0 ? PFC.firstFragment : 0
      const last = at + 700 >= stub.length ? PFC.lastFragment : 0
      const auth = {
        trailer: { type: 10, level: level === 'privacy' ? 6 : 5, contextId: 0 },
        // Impacket pads to four.
        alignment: 4 as const,
        value: new Uint8Array(16),
      }
      const whole = encodeResponse(
        {
          callId: 2,
          contextId: 0,
          cancelCount: 0,
          allocHint: 1,
          stub: stub.subarray(at, at + 700),
          flags: first | last,
        },
        auth,
      ).bytes()
      const plain = whole.subarray(0, -16)
      if (level === 'integrity') out.send(concatBytes(plain, server.sign(plain)))
      else {
        const { message, signature } = server.seal(plain, { start: 24, end: plain.length - 8 })
        out.send(concatBytes(message, signature))
      }
    }
    expect(await calling).toEqual(stub)
    await connection.close()
  })
})

function cutSignature(hex: string): Uint8Array {
  const bytes = fromHex(hex).slice(0, -8)
  bytes[8] = 72
  bytes[10] = 8
  return bytes
}

describe('at the level connect', () => {
  test('nothing is signed, and what the peer adds all the same is passed over', async () => {
    const { connection, incoming, out, binding } = await bound({ security: security('connect') })
    await incoming.nextCall()
    const calling = binding.call(2, new Uint8Array())
    expect((await incoming.nextCall()).header.authLength).toBe(0)
    const value = concatBytes(Uint8Array.of(1, 0, 0, 0), new Uint8Array(12))
    out.send(
      encodeResponse(
        { callId: 2, contextId: 0, cancelCount: 0, allocHint: 8, stub: fromHex('0000000001000000') },
        { trailer: { type: 10, level: 2, contextId: 0 }, alignment: 16, value },
      ).bytes(),
    )
    expect(toHex(await calling)).toBe('0000000001000000')
    await connection.close()
  })
})

describe('a call', () => {
  test.each([
    [0x1c010003, 'nca_s_unk_if'],
    [0x1c010002, 'nca_s_op_rng_error'],
    [0x6f7, 'RPC_X_BAD_STUB_DATA'],
    [0x6bb, 'RPC_S_SERVER_TOO_BUSY'],
    [5, 'ERROR_ACCESS_DENIED'],
    [0x1c00001a, 'nca_s_fault_context_mismatch'],
  ])('that ends in a fault (0x%s) says which, and others can be made', async (status, name) => {
    const { connection, incoming, out, binding } = await bound()
    const calling = binding.call(2, new Uint8Array())
    calling.catch(() => undefined)
    await incoming.nextCall()
    const fault = { contextId: 0, allocHint: 32, cancelCount: 0, extended: false, flags: 0x23 }
    out.send(encodeFault({ ...fault, callId: 2, status }).bytes())
    await expect(calling).rejects.toMatchObject({ code: 'rpc.fault', status, didNotExecute: true })
    await expect(calling).rejects.toThrow(name)
    const another = binding.call(2, new Uint8Array())
    await incoming.nextCall()
    out.send(respond(new Uint8Array(8), { callId: 3 }))
    expect(await another).toHaveLength(8)
    await connection.close()
  })

  test('waits for the one before it', async () => {
    const { connection, incoming, out, binding } = await bound()
    const calls = [binding.call(2, new Uint8Array()), binding.call(0, new Uint8Array())]
    await incoming.nextCall()
    await breathe()
    expect(incoming.names.filter((name) => name === 'request')).toHaveLength(1)
    out.send(respond(Uint8Array.of(1)))
    await incoming.nextCall()
    out.send(respond(Uint8Array.of(2), { callId: 3 }))
    expect(await Promise.all(calls)).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
    await connection.close()
  })

  test('takes a response in fragments, whatever the hint of its length says', async () => {
    const { connection, incoming, out, binding } = await bound()
    const calling = binding.call(2, new Uint8Array())
    await incoming.nextCall()
    out.send(
      respond(Uint8Array.of(1, 2), { flags: PFC.firstFragment, allocHint: 0xffffffff }),
      respond(Uint8Array.of(3), { flags: 0, allocHint: 0 }),
      respond(Uint8Array.of(4), { flags: PFC.lastFragment, allocHint: 1 }),
    )
    expect(await calling).toEqual(Uint8Array.of(1, 2, 3, 4))
    await connection.close()
  })

  test.each([
    [
      'a fragment that does not begin',
      respond(Uint8Array.of(1), { flags: PFC.lastFragment }),
      'rpc.fragment-order',
    ],
    ['the answer of another call', respond(Uint8Array.of(1), { callId: 77 }), 'rpc.call-id'],
    ['a bind_ack', encodeBindAck({ ...ack, callId: 2 }).bytes(), 'rpc.pdu-order'],
    ['an error as text', new TextEncoder().encode('HTTP/1.0 503 RPC Error: 6be\r\n'), 'rpc.proxy-error'],
  ])('that is answered with %s is refused', async (_, answer, code) => {
    const { connection, incoming, out, binding } = await bound()
    const calling = binding.call(2, new Uint8Array())
    calling.catch(() => undefined)
    await incoming.nextCall()
    out.send(answer)
    await expect(calling).rejects.toMatchObject({ stage: 'call', code })
    await connection.close()
  })

  test('that a response without end answers is cut off', async () => {
    const { connection, incoming, out, binding } = await bound()
    const calling = binding.call(2, new Uint8Array())
    let ended = false
    calling.catch(() => {
      ended = true
    })
    await incoming.nextCall()
    const part = respond(new Uint8Array(60_000), { flags: 0 })
    out.send(respond(new Uint8Array(60_000), { flags: PFC.firstFragment }))
    for (let count = 0; count < 100 && !ended; count += 1) {
      out.send(part)
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
    await expect(calling).rejects.toMatchObject({ code: 'rpc.response-too-large' })
    await connection.close()
  })

  test('that nobody answers ends in time, also when the proxy pings', async () => {
    const { connection, incoming, out, proxy, binding } = await bound()
    const calling = binding.call(2, new Uint8Array())
    calling.catch(() => undefined)
    await incoming.nextCall()
    out.send(RTS.ping)
    await proxy.clock.pass(15_000)
    await expect(calling).rejects.toMatchObject({ code: 'rpc.no-answer', stage: 'call', pings: 1 })
    await connection.close()
  })
})

describe('mgmt', () => {
  const answering = (hex: string) => ({ call: async () => fromHex(hex).slice(24) })

  test('tells whether the server listens', async () => {
    expect(await isServerListening(answering(DCE.listening))).toEqual({ status: 0, listening: true })
  })

  test('tells which interfaces answer', async () => {
    expect(await inquireInterfaceIds(answering(DCE.interfaceIds))).toEqual({
      status: 0,
      interfaces: [RPC_INTERFACE.emsmdb, RPC_INTERFACE.mgmt],
    })
  })

  test('is asked with empty stubs', async () => {
    const asked: unknown[] = []
    const call = async (opnum: number, stub: Uint8Array) => {
      asked.push([opnum, stub.length])
      return new Uint8Array(8)
    }
    await isServerListening({ call })
    await inquireInterfaceIds({ call })
    expect(asked).toEqual([
      [2, 0],
      [0, 0],
    ])
  })

  test('any answer gives a value or a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (stub) => {
        for (const read of [readListening, readInterfaceIds]) {
          try {
            read(new NdrReader(stub))
          } catch (error) {
            if (!(error instanceof ProtocolError)) throw error
          }
        }
      }),
    )
  })
})

test('whatever a server answers to a call, however it is cut: an answer or a typed error, in time', async () => {
  const honest = [
    DCE.listening,
    DCE.interfaceIds,
    DCE.faultAccessDenied,
    DCE.bindAck,
    RTS.ping,
    RTS.outA2,
    RTS.connC2,
  ]
  const pdu = fc
    .record({
      hex: fc.constantFrom(...honest),
      changes: fc.array(fc.tuple(fc.nat(90), fc.oneof(fc.nat(4), fc.nat(255))), { maxLength: 3 }),
    })
    .map(({ hex, changes }) => {
      const bytes = fromHex(hex)
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      return bytes
    })
  const stream = fc.record({ pdus: fc.array(pdu, { maxLength: 4 }), cut: fc.integer({ min: 1, max: 90 }) })
  await fc.assert(
    fc.asyncProperty(stream, async ({ pdus, cut }) => {
      const { connection, out, proxy, incoming, binding } = await bound()
      const calling = binding.call(2, new Uint8Array()).then(
        () => 'answered',
        (error: unknown) => {
          if (!(error instanceof ProtocolError)) throw error
          return error.code
        },
      )
      await incoming.nextCall()
      const bytes = concatBytes(...pdus)
      for (let at = 0; at < bytes.length; at += cut) out.send(bytes.subarray(at, at + cut))
      await proxy.clock.pass(20_000)
      expect(await calling).toMatch(/^(answered|rpc\.)/)
      await connection.close()
      expect(proxy.channels.every(({ closed }) => closed)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
