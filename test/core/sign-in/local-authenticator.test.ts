import { describe, expect, test } from 'vitest'
import {
  encodeNegotiate,
  HTTP_FLAGS,
  readTargetInfo,
  type TargetInfo,
} from '../../../shared/protocols/ntlm/index.ts'
import { type Binding, localAuthenticator, type NtlmQuestion } from '../../../shared/sign-in/index.ts'
import { makeChallenge } from '../ntlm/challenge-maker.ts'
import { server } from '../x509/chains.ts'

const challengeMessage = makeChallenge()
const leafCertificate = server('Some authority').der
const { signal } = new AbortController()
const means = { randomBytes: (length: number) => new Uint8Array(length).fill(7), now: () => 0 }
const request = { target: 'anna@contoso.com' }
const credential = { user: 'CORP\\anna', password: 'not this one', request, ...means }

function question(change: Partial<NtlmQuestion> = {}): NtlmQuestion {
  return {
    negotiate: encodeNegotiate({ flags: HTTP_FLAGS }).bytes(),
    challenge: challengeMessage,
    chain: [leafCertificate],
    host: 'mail.contoso.com',
    service: 'HTTP',
    binding: 'certificate',
    ...change,
  }
}

async function answer(change: Partial<NtlmQuestion> = {}, options = {}) {
  const use = await localAuthenticator({ ...credential, ...options }).use({ proves: true }, signal)
  return use.answerNtlm(question(change))
}

/** The pairs in the response of an AUTHENTICATE message. */
async function pairsFor(binding: Binding): Promise<{ bindings: string; target: string; info: TargetInfo }> {
  const { message } = await answer({ binding })
  const view = new DataView(message.buffer, message.byteOffset)
  const [length, offset] = [view.getUint16(20, true), view.getUint32(24, true)]
  const info = readTargetInfo(message.subarray(offset + 16 + 28, offset + length))
  const pairWith = (id: number) => info.pairs.find((pair) => pair.id === id)?.value ?? new Uint8Array()
  return {
    bindings: Buffer.from(pairWith(10)).toString('hex'),
    target: Buffer.from(pairWith(9)).toString('utf16le'),
    info,
  }
}

describe('what the local authenticator lets out', () => {
  test('the binding is that of the presented leaf, none, or another one, as asked', async () => {
    const [right, none, wrong] = await Promise.all(
      (['certificate', 'none', 'wrong'] as const).map((binding) => pairsFor(binding)),
    )
    expect(none?.bindings).toBe('00'.repeat(16))
    expect(right?.bindings).not.toBe(none?.bindings)
    expect(wrong?.bindings).not.toBe(right?.bindings)
    expect(wrong?.bindings).not.toBe(none?.bindings)
  })

  test('the service is that of the asked host', async () => {
    expect((await pairsFor('certificate')).target).toBe('HTTP/mail.contoso.com')
  })

  test('the session key stays here for HTTP, and goes to RPC, which signs with it', async () => {
    expect((await answer()).exportedSessionKey).toBeUndefined()
    const rpc = await answer({ service: 'exchangeMDB', server: 'ex01.corp.contoso.com' })
    expect(rpc.exportedSessionKey).toHaveLength(16)
  })

  test.each(['mail.contoso.com', 'contoso.com', 'MAIL.contoso.com.'])(
    'it is for %s when anna@contoso.com is asked about',
    async (host) => {
      await expect(answer({ host })).resolves.toBeDefined()
    },
  )

  test.each(['mail.fabrikam.com', 'contoso.com.fabrikam.com', 'notcontoso.com', '192.0.2.1'])(
    'it is not for %s',
    async (host) => {
      await expect(answer({ host })).rejects.toMatchObject({ code: 'sign-in.other-organisation' })
    },
  )

  test.each([
    ['anna@bücher.example', 'mail.xn--bcher-kva.example'],
    ['https://Bücher.example:8443/owa', 'xn--bcher-kva.example'],
    ['  anna@contoso.com ', 'mail.contoso.com'],
    ['o#x@contoso.com', 'mail.contoso.com'],
    ['[2001:DB8:0::1]:443', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['mail.contoso.com:8443', 'mail.contoso.com'],
  ])('when %s is asked about it is for %s, as the probe reads the target', async (target, host) => {
    await expect(answer({ host }, { request: { target } })).resolves.toBeDefined()
  })

  test('what stands behind the host of a target is nobody whom the credential is for', async () => {
    const target = { request: { target: 'contoso.com/@fabrikam.com' } }
    await expect(answer({ host: 'mail.contoso.com' }, target)).resolves.toBeDefined()
    const other = answer({ host: 'mail.fabrikam.com' }, target)
    await expect(other).rejects.toMatchObject({ code: 'sign-in.other-organisation' })
  })

  test('a host that is named in its own script is the one that answers under its A-labels', async () => {
    const host = 'mail.xn--bcher-kva.example'
    const named = { request: { ...request, server: 'mail.bücher.example' } }
    await expect(answer({ host }, named)).resolves.toBeDefined()
    await expect(answer({ host }, { hosts: ['Mail.Bücher.example.'] })).resolves.toBeDefined()
  })

  test('a host that the user accepted for this run gets it, and so does the one that is named as the server', async () => {
    const host = 'mail.hoster.example'
    await expect(answer({ host }, { hosts: [host] })).resolves.toBeDefined()
    await expect(answer({ host }, { request: { ...request, server: host } })).resolves.toBeDefined()
    const other = answer({ host: 'www.hoster.example' }, { hosts: [host] })
    await expect(other).rejects.toMatchObject({ code: 'sign-in.other-organisation' })
  })

  test('nothing goes out where there is no TLS', async () => {
    await expect(answer({ chain: [] })).rejects.toMatchObject({ code: 'sign-in.insecure' })
  })

  test('Basic is refused unless it was asked for by name', async () => {
    const use = await localAuthenticator(credential).use({ proves: true }, signal)
    const asked = { host: 'mail.contoso.com', chain: [leafCertificate] }
    await expect(use.answerBasic(asked)).rejects.toMatchObject({ code: 'sign-in.no-scheme' })
    const named = localAuthenticator({ ...credential, user: 'jürgen', password: 'pässword', basic: true })
    const header = await (await named.use({ proves: true }, signal)).answerBasic(asked)
    expect(Buffer.from(header.replace('Basic ', ''), 'base64').toString('utf8')).toBe('jürgen:pässword')
  })

  test('no error tells the password', async () => {
    const failures = await Promise.all(
      [
        { host: 'x.test' },
        { chain: [] },
        { challenge: new Uint8Array(40) },
        { chain: [new Uint8Array(9)] },
      ].map((change) =>
        answer(change).then(
          () => 'no error',
          (error: Error) => `${error.message} ${error.stack}`,
        ),
      ),
    )
    for (const failure of failures) {
      expect(failure).not.toBe('no error')
      expect(failure).not.toContain(credential.password)
    }
  })
})
