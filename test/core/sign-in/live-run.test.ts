import { describe, expect, test } from 'vitest'
import type { ProbeEvent } from '../../../shared/engine/index.ts'
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

  test('hears nothing of the password before it asked anything', async () => {
    const { sent } = await run(['what'])
    expect(sent.join()).not.toContain('a password')
    expect(JSON.parse(sent[1] ?? '').signIn).toEqual({ schemes: ['NTLM'], ignoreTrust: false })
  })
})
