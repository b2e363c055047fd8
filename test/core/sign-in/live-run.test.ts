import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FAREWELL_SECONDS, type ProbeEvent } from '../../../shared/engine/index.ts'
import { SCHEMA_VERSION } from '../../../shared/engine/schema.ts'
import { localAuthenticator } from '../../../shared/sign-in/index.ts'
import { edgeVantage } from '../../../shared/vantage/index.ts'

const request = { probe: 'autodiscover', target: 'anna@contoso.com' }

/** A WebSocket to an edge that says these frames as soon as it is asked for a run. */
function edgeThatSays(...frames: readonly unknown[]): { webSocket: typeof WebSocket; sent: string[] } {
  const sent: string[] = []
  class Edge extends EventTarget {
    static readonly OPEN = 1
    readonly OPEN = 1
    readyState = 1
    constructor() {
      super()
      queueMicrotask(() => this.dispatchEvent(new Event('open')))
    }
    send(text: string): void {
      sent.push(text)
      if (JSON.parse(text).type !== 'request') return
      for (const frame of frames) {
        const data = typeof frame === 'string' ? frame : JSON.stringify(frame)
        this.dispatchEvent(new MessageEvent('message', { data }))
      }
    }
    close(): void {
      this.readyState = 3
    }
  }
  return { webSocket: Edge as unknown as typeof WebSocket, sent }
}

async function run(frames: readonly unknown[], signsIn = true): Promise<{ sent: string[]; error: unknown }> {
  const { webSocket, sent } = edgeThatSays(...frames)
  const vantage = edgeVantage({ url: new URL('https://edge.example'), token: 'token', webSocket })
  const authenticator = localAuthenticator({
    ...{ user: 'CORP\\anna', password: 'a password', request },
    randomBytes: (length) => new Uint8Array(length),
    now: () => 0,
  })
  const events: ProbeEvent[] = []
  const { signal } = new AbortController()
  try {
    const use = { signal, ...(signsIn ? { authenticator } : { trace: () => undefined }) }
    for await (const event of vantage.run(request, use)) events.push(event)
    return { sent, error: undefined }
  } catch (error) {
    return { sent, error }
  }
}

const question = (id: number, change: object = {}) => ({
  type: 'question',
  ...{ id, attempt: id, proves: true, host: 'evil.example', chain: [], negotiate: '', challenge: '' },
  ...{ service: 'HTTP', binding: 'none', ...change },
})

describe('an edge that is not honest', () => {
  test('that floods questions is left, and gets refusals alone', async () => {
    const { sent, error } = await run(Array.from({ length: 200 }, (_, id) => question(id)))
    expect(error).toMatchObject({ code: 'hostile' })
    const answers = sent.slice(2).map((text) => JSON.parse(text))
    expect(answers.length).toBeLessThanOrEqual(64)
    for (const answer of answers) expect(answer).toMatchObject({ type: 'refusal' })
  })

  test('that asks for a credential which nobody gave is left', async () => {
    const { sent, error } = await run([question(0)], false)
    expect(error).toMatchObject({ code: 'hostile' })
    expect(sent).toHaveLength(2)
  })

  test.each([
    ['no JSON', 'what'],
    ['a frame that nobody knows', { type: 'give me the password' }],
    ['a question with a service of another kind', question(0, { service: 'ldap' })],
    ['bytes that are none', question(0, { challenge: '***' })],
  ])('that sends %s is left', async (_, frame) => {
    const { sent, error } = await run([frame])
    expect(error).toMatchObject({ code: 'incompatible' })
    expect(sent).toHaveLength(2)
  })

  test('that says more than any run has to say is left, in frames as few as may be', async () => {
    const beat = { type: 'heartbeat', more: '.'.repeat(1024 * 1024) }
    const { error } = await run(Array.from({ length: 70 }, () => beat))
    expect(error).toMatchObject({ code: 'hostile' })
  })

  test('hears nothing of the password before it asked anything', async () => {
    const { sent } = await run(['what'])
    expect(sent.join()).not.toContain('a password')
    expect(JSON.parse(sent[1] ?? '').signIn).toEqual({ schemes: ['NTLM'], ignoreTrust: false })
  })
})

/** An edge that a test speaks for, and the run at it. */
function runAt() {
  const sent: { type: string; id?: number }[] = []
  let socket: Edge | undefined
  class Edge extends EventTarget {
    readonly OPEN = 1
    readyState = 1
    constructor() {
      super()
      socket = this
      queueMicrotask(() => this.dispatchEvent(new Event('open')))
    }
    send(text: string): void {
      sent.push(JSON.parse(text))
    }
    close(): void {
      this.readyState = 3
    }
  }
  const say = (frame: unknown) =>
    socket?.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  const caller = new AbortController()
  const heard: ProbeEvent[] = []
  const held: Promise<unknown>[] = []
  const vantage = edgeVantage({
    url: new URL('https://edge.example'),
    token: 'token',
    webSocket: Edge as unknown as typeof WebSocket,
  })
  const authenticator = localAuthenticator({
    ...{ user: 'CORP\\anna', password: 'a password', request },
    randomBytes: (length) => new Uint8Array(length),
    now: () => 0,
  })
  const use = { signal: caller.signal, authenticator, holdOn: (work: Promise<unknown>) => held.push(work) }
  const over = (async () => {
    for await (const event of vantage.run(request, use)) heard.push(event)
  })()
  let hungUp = false
  const holding = async () => {
    await over
    await Promise.all(held)
    hungUp = true
  }
  holding().catch(() => undefined)
  return { sent, say, caller, heard, over, isOpen: () => socket?.readyState === 1, hungUp: () => hungUp }
}

const began = {
  ...{ type: 'run-started', schema: SCHEMA_VERSION, runId: 'run', sequence: 0, at: 0 },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', tool: { name: 'outpost', version: '1' }, deadlineMs: 1000 },
  ...{ vantage: { name: 'edge', kind: 'edge', perspective: 'outside', resolvers: [] }, request },
  signIn: 'not-tested',
}
const ended = {
  ...{ type: 'run-ended', schema: SCHEMA_VERSION, runId: 'run', sequence: 1, at: 5 },
  ...{ durationMs: 5, end: 'cancelled' },
}

describe('a caller who has had enough', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** Up to the moment at which the caller has gone. */
  async function cancelled() {
    const conversation = runAt()
    await vi.advanceTimersByTimeAsync(1)
    conversation.say({ type: 'event', event: began })
    await vi.advanceTimersByTimeAsync(1)
    conversation.caller.abort()
    await conversation.over
    return conversation
  }

  test('hears so at once, says so, and answers until the edge is through', async () => {
    const { sent, say, heard, isOpen, hungUp } = await cancelled()
    expect(heard.map(({ type }) => type)).toEqual(['run-started', 'run-ended'])
    expect(heard.at(-1)).toMatchObject({ end: 'cancelled' })
    expect(sent.map(({ type }) => type)).toEqual(['token', 'request', 'cancel'])
    say(question(7))
    await vi.advanceTimersByTimeAsync(1)
    expect(sent.at(-1)).toMatchObject({ id: 7 })
    expect([isOpen(), hungUp()]).toEqual([true, false])
    say({ type: 'event', event: ended })
    await vi.advanceTimersByTimeAsync(1)
    expect([isOpen(), hungUp()]).toEqual([false, true])
    say(question(8))
    await vi.advanceTimersByTimeAsync(1)
    expect(sent.at(-1)).toMatchObject({ id: 7 })
  })

  test('answers no longer than sessions may take to end', async () => {
    const { say, isOpen, hungUp } = await cancelled()
    // That somebody is still there changes nothing of it.
    const beating = setInterval(() => say({ type: 'heartbeat' }), 5000)
    await vi.advanceTimersByTimeAsync((FAREWELL_SECONDS - 1) * 1000)
    expect([isOpen(), hungUp()]).toEqual([true, false])
    await vi.advanceTimersByTimeAsync(3000)
    expect([isOpen(), hungUp()]).toEqual([false, true])
    clearInterval(beating)
  })

  test.each([
    ['a message that nobody knows', { type: 'what' }],
    [
      'a problem',
      { type: 'problem', problem: { type: 'urn:outpost:problem:x', title: 'x', status: 400, detail: 'x' } },
    ],
  ])('is through with an edge that then sends %s', async (_, frame) => {
    const { say, isOpen, hungUp } = await cancelled()
    say(frame)
    await vi.advanceTimersByTimeAsync(1)
    expect([isOpen(), hungUp()]).toEqual([false, true])
  })
})
