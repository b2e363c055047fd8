import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentialOf, type Lab, scenarios, startLab } from '../../lab/index.ts'
import { type StartedWorker, startWorker } from '../../scripts/start-worker.ts'
import { foldReport, type ProbeEvent, type Report, type TraceEntry } from '../../shared/engine/index.ts'
import { ntHash } from '../../shared/protocols/ntlm/index.ts'
import { type Authenticator, localAuthenticator } from '../../shared/sign-in/index.ts'
import { edgeVantage } from '../../shared/vantage/index.ts'
import { TOKEN } from './api.ts'

const TENANT = 'exchange-2019-by-alias'
const tenants = scenarios.filter(({ name }) => name === TENANT)
const request = { probe: 'autodiscover', target: `anna@${TENANT}.test` }
const whole = { ...request, probe: 'outlook-anywhere' }

let lab: Lab
let worker: StartedWorker
beforeAll(async () => {
  lab = await startLab({ scenarios: tenants })
  worker = await startWorker({
    map: lab.map,
    resolvers: lab.resolvers.map(({ url }) => url),
    tokens: [TOKEN],
    roots: lab.rootPem,
    ipv6Witnesses: lab.ipv6Witnesses,
  })
})
afterAll(async () => {
  await worker.close()
  await lab.close()
})

function credential(): { user: string; password: string } {
  const [tenant] = tenants
  if (tenant === undefined) throw new Error('there is no such tenant')
  return credentialOf(tenant, { account: 'anna' })
}

function anna(): Authenticator {
  return localAuthenticator({
    ...credential(),
    request: whole,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
  })
}

/** A WebSocket that keeps what goes through it. */
function recorded(frames: string[]): typeof WebSocket {
  return class extends WebSocket {
    override send(data: string): void {
      frames.push(String(data))
      super.send(data)
    }
  }
}

type Options = { token?: string; webSocket?: typeof WebSocket; signal?: AbortSignal; trace?: TraceEntry[] }

async function run(options: Options = {}): Promise<Report | undefined> {
  const { token = TOKEN, webSocket = WebSocket, signal = new AbortController().signal, trace } = options
  const vantage = edgeVantage({ url: worker.url, token, webSocket, roots: [lab.rootPem] })
  const events: ProbeEvent[] = []
  const use = {
    signal,
    authenticator: anna(),
    ...(trace && { trace: (each: TraceEntry) => trace.push(each) }),
  }
  for await (const event of vantage.run(whole, use)) events.push(event)
  return foldReport(events)
}

/** Every form in which somebody might have let it slip. */
function traces(secret: Uint8Array): string[] {
  const text = Buffer.from(secret)
  const shifted = [0, 1, 2].map((pad) => Buffer.concat([Buffer.alloc(pad), text]).toString('base64'))
  // Of base64 that starts elsewhere the ends depend on their neighbours.
  return [text.toString('hex'), text.toString('latin1'), ...shifted.map((each) => each.slice(4, -4))]
}

describe('signing in through the edge', () => {
  test('the password and its hash stay here, and the user is signed in there', async () => {
    const frames: string[] = []
    const trace: TraceEntry[] = []
    const report = await run({ webSocket: recorded(frames), trace })
    expect(report).toMatchObject({
      signIn: 'tested',
      verdict: { outcome: 'works' },
      vantage: { kind: 'edge' },
    })
    const { password } = credential()
    const secrets = [Buffer.from(password, 'utf8'), Buffer.from(password, 'utf16le'), ntHash(password)]
    const sent = frames.flatMap((frame) => [frame, ...decoded(frame)])
    expect(frames.length).toBeGreaterThan(3)
    for (const secret of secrets) {
      for (const form of traces(secret)) {
        for (const frame of [...sent, JSON.stringify(report), JSON.stringify(trace)]) {
          expect(frame.includes(form)).toBe(false)
        }
      }
    }
    expect(trace.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['NTLM NEGOTIATE', 'NTLM CHALLENGE', 'NTLM AUTHENTICATE', 'HTTP request']),
    )
  })

  test('the token goes in the first message, and in no URL', async () => {
    const frames: string[] = []
    const urls: string[] = []
    const Recorded = recorded(frames)
    const webSocket = class extends Recorded {
      constructor(url: string | URL) {
        super(url)
        urls.push(String(url))
      }
    } as typeof WebSocket
    await run({ webSocket })
    expect(JSON.parse(frames[0] ?? '')).toEqual({ type: 'token', token: TOKEN })
    expect(frames.slice(1).join()).not.toContain(TOKEN)
    expect(urls.join()).not.toContain(TOKEN)
  })

  test('a wrong token is refused before anything is run', async () => {
    const before = lab.traffic(TENANT).connections
    await expect(run({ token: 'wrong' })).rejects.toMatchObject({ code: 'unauthorised' })
    expect(lab.traffic(TENANT).connections).toBe(before)
  })

  test('a connection that is to be held for longer than a run lasts there is refused before anything is run', async () => {
    const holding = { probe: 'rpc-ping', target: `mail.${TENANT}.test`, rpc: { holdSeconds: 300 } }
    const vantage = edgeVantage({ url: worker.url, token: TOKEN, roots: [lab.rootPem] })
    const run = vantage.run(holding, { signal: new AbortController().signal, authenticator: anna() })
    await expect(run[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      ...{ name: 'RequestError', code: 'bad-option' },
      message: expect.stringContaining('108'),
    })
  })

  test('a caller who goes away ends the run', async () => {
    const caller = new AbortController()
    const vantage = edgeVantage({ url: worker.url, token: TOKEN, roots: [lab.rootPem] })
    const events: ProbeEvent[] = []
    for await (const event of vantage.run(whole, { signal: caller.signal, authenticator: anna() })) {
      events.push(event)
      if (events.length === 20) caller.abort()
    }
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', end: 'cancelled' })
    // What was open is closed, and nothing new comes.
    let seen = -1
    while (seen !== lab.traffic(TENANT).connections) {
      seen = lab.traffic(TENANT).connections
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    const attempts = lab.accounts(TENANT).record('anna').attempts
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(lab.accounts(TENANT).record('anna').attempts).toBe(attempts)
  })

  test('asked without a WebSocket it says what it expects', async () => {
    const response = await fetch(new URL('v1/probes/dns/live', worker.url))
    expect(response.status).toBe(426)
    expect(await response.json()).toMatchObject({ type: 'urn:outpost:problem:upgrade-required' })
  })

  test.each([
    ['before its token', { type: 'request', request: { target: 'x.test' } }, 'unauthorised'],
    ['that is none', { type: 'what' }, 'invalid-request'],
    [
      'of a stranger that is longer than any token',
      `${' '.repeat(64 * 1024)}${JSON.stringify({ type: 'token', token: TOKEN })}`,
      'unauthorised',
    ],
  ])('a message %s ends the connection with a problem', async (_, message, code) => {
    const url = new URL('v1/probes/dns/live', worker.url)
    url.protocol = 'ws:'
    const socket = new WebSocket(url)
    const told = await new Promise<string>((resolve) => {
      socket.addEventListener('open', () =>
        socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      )
      socket.addEventListener('message', ({ data }) => resolve(String(data)))
    })
    socket.close()
    expect(JSON.parse(told)).toMatchObject({
      type: 'problem',
      problem: { type: `urn:outpost:problem:${code}` },
    })
  })
})

/** The bytes in a frame's base64 texts, as text and in hex. */
function decoded(frame: string): string[] {
  return (frame.match(/[A-Za-z0-9+/]{8,}={0,2}/g) ?? []).flatMap((text) => {
    const bytes = Buffer.from(text, 'base64')
    return [bytes.toString('latin1'), bytes.toString('hex')]
  })
}
