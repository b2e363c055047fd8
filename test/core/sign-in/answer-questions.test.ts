import { describe, expect, test } from 'vitest'
import { encodeNegotiate, HTTP_FLAGS } from '../../../shared/protocols/ntlm/index.ts'
import { toPem } from '../../../shared/protocols/x509/index.ts'
import {
  chainJudge,
  localAuthenticator,
  onWire,
  QuestionAnswerer,
  type RemoteQuestion,
  remoteAuthenticator,
} from '../../../shared/sign-in/index.ts'
import { makeChallenge } from '../ntlm/challenge-maker.ts'
import { DAY, NOW } from '../x509/certificate-maker.ts'
import { authority, server } from '../x509/chains.ts'

const { signal } = new AbortController()
const [root, leaf] = [authority('Root'), server('Root')]
const PASSWORD = 'Correct Horse 9!'
const means = {
  randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  now: () => NOW,
}

type Asked = Extract<RemoteQuestion, { type: 'question' }>

function client({ ignoreTrust = false, now = NOW } = {}) {
  const request = { target: 'anna@example.com' }
  const user = 'CORP\\anna'
  const local = localAuthenticator({ user, password: PASSWORD, request, ignoreTrust, ...means })
  const answerer = new QuestionAnswerer(
    local,
    chainJudge([toPem(root.der)], () => now),
  )
  let next = 0
  return {
    answerer,
    ask(change: Partial<Asked> = {}) {
      next += 1
      const question: Asked = {
        type: 'question',
        ...{ id: next, attempt: next, proves: true },
        host: 'mail.example.com',
        chain: [leaf.der],
        negotiate: encodeNegotiate({ flags: HTTP_FLAGS }).bytes(),
        challenge: makeChallenge(),
        ...{ service: 'HTTP', binding: 'certificate' },
        ...change,
      }
      return answerer.answer(question, signal)
    },
    tell: (attempt: number, outcome: 'accepted' | 'refused' | 'unused') =>
      answerer.answer({ type: 'outcome', attempt, outcome }, signal),
  }
}

const refusal = (code: string) => expect.objectContaining({ type: 'refusal', code })

describe('what a client answers to an edge', () => {
  test('a message for a host of the organisation whose chain its own roots trust', async () => {
    const answer = await client().ask()
    expect(answer).toMatchObject({ type: 'answer', id: 1 })
    expect(answer).not.toHaveProperty('exportedSessionKey')
  })

  test('nothing for a host of somebody else, whatever its certificate', async () => {
    const other = server('Root', { subject: ['CN=evil.test'] })
    const asked = client({ ignoreTrust: true }).ask({ host: 'evil.test', chain: [other.der] })
    expect(await asked).toEqual(refusal('sign-in.other-organisation'))
  })

  test.each([
    ['is for another name', { host: 'www.example.com' }, NOW],
    ['has expired', {}, NOW + 5000 * DAY],
    ['comes from an authority that it does not know', { chain: [server('Stranger').der] }, NOW],
    ['is none', { chain: [new Uint8Array([1, 2, 3])] }, NOW],
    ['is not shown', { chain: [] }, NOW],
  ])('nothing where the certificate %s', async (_, change, now) => {
    expect(await client({ now }).ask(change)).toEqual(refusal('sign-in.untrusted-certificate'))
  })

  test('whatever the certificate, when its user said so for this run', async () => {
    const answer = await client({ ignoreTrust: true }).ask({ chain: [server('Stranger').der] })
    expect(answer).toMatchObject({ type: 'answer' })
  })

  test('no message without a binding, or with a wrong one, before the right one was tried and one was accepted', async () => {
    const asked = client()
    for (const binding of ['none', 'wrong'] as const) {
      expect(await asked.ask({ binding })).toEqual(refusal('sign-in.not-answered'))
    }
    const first = await asked.ask()
    await asked.tell(first?.id ?? 0, 'accepted')
    expect(await asked.ask({ binding: 'none' })).toMatchObject({ type: 'answer' })
    const other = { host: 'example.com', chain: [server('Root', { subject: ['CN=example.com'] }).der] }
    expect(await asked.ask({ ...other, binding: 'none' })).toMatchObject({ type: 'refusal' })
    const rpc = { service: 'exchangeMDB', server: 'ex01', binding: 'none' } as const
    expect(await asked.ask(rpc)).toEqual(refusal('sign-in.not-answered'))
  })

  test('one unproved message at a time, and none any more after a refusal', async () => {
    const asked = client()
    const first = await asked.ask()
    let second: unknown
    const waiting = asked.ask().then((answer) => {
      second = answer
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(second).toBeUndefined()
    await asked.tell(first?.id ?? 0, 'refused')
    await waiting
    expect(second).toEqual(refusal('sign-in.spent'))
    expect(await asked.ask()).toEqual(refusal('sign-in.spent'))
  })

  test('one message to an attempt', async () => {
    const asked = client()
    await asked.ask({ attempt: 7 })
    expect(await asked.ask({ attempt: 7 })).toEqual(refusal('sign-in.not-answered'))
  })

  test('a flood of questions ends the run', async () => {
    const asked = client()
    const flood = async () => {
      for (let index = 0; index < 100; index += 1) await asked.ask({ chain: [] })
    }
    await expect(flood()).rejects.toMatchObject({ name: 'HostileEdgeError' })
  })

  test('a session key for RPC alone, once the password is proved', async () => {
    const asked = client()
    const rpc = { service: 'exchangeMDB', server: 'ex01', proves: false } as const
    expect(await asked.ask(rpc)).toEqual(refusal('sign-in.not-proved'))
    const first = await asked.ask()
    await asked.tell(first?.id ?? 0, 'accepted')
    const answer = await asked.ask(rpc)
    expect(answer?.type === 'answer' && answer.exportedSessionKey).toHaveLength(16)
  })
})

describe('the edge’s half', () => {
  test('gets its messages from the client, and tells how they were taken', async () => {
    const told: RemoteQuestion[] = []
    const { answerer } = client()
    const remote = remoteAuthenticator({ schemes: ['NTLM'], ignoreTrust: false }, (question) => {
      told.push(question)
      answerer.answer(question, signal).then((answer) => answer && remote.receive(answer))
    })
    const use = await remote.authenticator.use({ proves: true }, signal)
    const { message } = await use.answerNtlm({
      negotiate: encodeNegotiate({ flags: HTTP_FLAGS }).bytes(),
      challenge: makeChallenge(),
      ...{ chain: [leaf.der], host: 'mail.example.com', service: 'HTTP', binding: 'certificate' },
    })
    expect(Buffer.from(message.subarray(0, 7)).toString()).toBe('NTLMSSP')
    use.end('accepted')
    expect(told.at(-1)).toEqual({ type: 'outcome', attempt: 0, outcome: 'accepted' })
    expect(JSON.stringify(told.map(onWire))).not.toContain(PASSWORD)
  })

  test('asks nobody for a step that is over', async () => {
    const told: RemoteQuestion[] = []
    const remote = remoteAuthenticator({ schemes: ['NTLM'], ignoreTrust: false }, (each) => told.push(each))
    const step = new AbortController()
    const use = await remote.authenticator.use({ proves: true }, step.signal)
    step.abort()
    await expect(use.answerBasic({ host: 'mail.example.com', chain: [] })).rejects.toThrow()
    expect(told).toEqual([])
  })

  test('waits no longer when the client is gone', async () => {
    const remote = remoteAuthenticator({ schemes: ['NTLM'], ignoreTrust: false }, () => undefined)
    const use = await remote.authenticator.use({ proves: true }, signal)
    const asked = use.answerBasic({ host: 'mail.example.com', chain: [] })
    remote.close()
    await expect(asked).rejects.toMatchObject({ code: 'sign-in.not-answered' })
  })
})
