import { afterEach, describe, expect, test, vi } from 'vitest'
import { foldReport, type ProbeEvent } from '../../shared/engine/index.ts'
import { RequestError } from '../../shared/probes/index.ts'
import { EdgeError, edgeVantage } from '../../shared/vantage/index.ts'
import { api, emptyInternet, TOKEN } from './api.ts'

const EDGE = new URL('https://outpost.example')
const REQUEST = { probe: 'reachability', target: '8.8.8.8' }
const patient = () => new AbortController().signal

async function run(
  send: typeof fetch,
  {
    request = REQUEST,
    signal = patient(),
    url = EDGE,
  }: { request?: typeof REQUEST; signal?: AbortSignal; url?: URL } = {},
): Promise<ProbeEvent[]> {
  const events: ProbeEvent[] = []
  for await (const event of edgeVantage({ url, token: TOKEN, fetch: send }).run(request, { signal }))
    events.push(event)
  return events
}

async function failureOf(running: Promise<unknown>): Promise<Error & { code: string }> {
  const error = await running.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof EdgeError || error instanceof RequestError)) throw error
  expect(error.message).not.toContain(TOKEN)
  return error
}

/** `fetch`, with the API of this process behind it. */
function behind(ask: ReturnType<typeof api>): typeof fetch {
  return async (url, init) => {
    const { pathname } = new URL(url instanceof Request ? url.url : url)
    return ask(pathname, {
      method: init?.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: init?.body ?? undefined,
      signal: init?.signal ?? undefined,
      token: null,
    } as Parameters<typeof ask>[1])
  }
}

const streamOf = (...texts: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text))
      controller.close()
    },
  })
const eventStream = (body: BodyInit) =>
  new Response(body, { headers: { 'content-type': 'text/event-stream' } })
const answering =
  (response: Response): typeof fetch =>
  async () =>
    response

/** The events of a real run, as the wire has them. */
async function recorded(): Promise<string[]> {
  const response = await api()('/v1/probes/reachability?target=8.8.8.8', {
    headers: { accept: 'text/event-stream' },
  })
  return (await response.text()).split(/(?<=\n\n)/)
}

describe('the URL of an edge', () => {
  test.each([
    'http://outpost.example',
    'ws://127.0.0.1',
    'http://127.0.0.1.example',
    'http://10.0.0.1',
    'ftp://localhost',
  ])('is not %s: the token would travel in the clear', (url) => {
    expect(() => edgeVantage({ url: new URL(url), token: TOKEN })).toThrow(
      expect.objectContaining({ code: 'insecure-url', message: expect.stringContaining('https') }),
    )
  })

  test.each([
    'https://outpost.example',
    'http://localhost:8787',
    'http://127.0.0.1:8787',
    'http://[::1]:8787',
  ])('may be %s', (url) => {
    expect(edgeVantage({ url: new URL(url), token: TOKEN }).perspective).toBe('outside')
  })

  test('holds no user name and password, and the error does not repeat them', () => {
    expect(() => edgeVantage({ url: new URL('https://user:hunter2@outpost.example'), token: TOKEN })).toThrow(
      expect.objectContaining({ code: 'insecure-url', message: expect.not.stringContaining('hunter2') }),
    )
  })

  test.each([
    ['https://outpost.example', 'https://outpost.example/v1/probes/reachability'],
    ['https://example.com/outpost', 'https://example.com/outpost/v1/probes/reachability'],
    ['https://example.com/outpost/', 'https://example.com/outpost/v1/probes/reachability'],
  ])('may have a path: %s', async (url, asked) => {
    const send = vi.fn<typeof fetch>(async () => new Response(null, { status: 404 }))
    await failureOf(run(send, { url: new URL(url) }))
    expect(String(send.mock.calls[0]?.[0])).toBe(asked)
  })
})

describe('a run at an edge', () => {
  test('passes on the events of the run there', async () => {
    const report = foldReport(await run(behind(api())))
    expect(report).toMatchObject({ state: 'completed', vantage: { kind: 'edge' }, request: REQUEST })
  })

  test('sends the token and the request, and lets no redirect take them elsewhere', async () => {
    const send = vi.fn<typeof fetch>(
      async () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    )
    expect(await failureOf(run(send))).toMatchObject({ code: 'not-an-outpost' })
    expect(send).toHaveBeenCalledTimes(1)
    const init = send.mock.calls[0]?.[1]
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual' })
    expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${TOKEN}`)
    expect(JSON.parse(String(init?.body))).toEqual({ target: '8.8.8.8' })
  })

  test('with a token that is not accepted says so', async () => {
    const failure = await failureOf(run(behind(api({ OUTPOST_TOKEN_SHA256: '0'.repeat(64) }))))
    expect(failure).toMatchObject({ name: 'EdgeError', code: 'unauthorised' })
  })

  test.each([
    [{ probe: 'reachability', target: 'nonsense here' }, 'bad-target'],
    [{ probe: 'teleport', target: 'example.com' }, 'unknown-probe'],
  ])('of a request that is at fault (%j) rejects as it would here', async (request, code) => {
    const failure = await failureOf(run(behind(api()), { request }))
    expect(failure).toMatchObject({
      name: 'RequestError',
      code,
      message: expect.stringContaining('expected'),
    })
  })

  test('that the edge refuses says why in its words', async () => {
    const failure = await failureOf(run(behind(api({ OUTPOST_RESOLVERS: 'nonsense' }))))
    expect(failure).toMatchObject({ code: 'refused', message: expect.stringContaining('OUTPOST_RESOLVERS') })
  })

  test.each([
    new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } }),
    new Response('nope', { status: 500 }),
    new Response('{"type":"about:blank","title":"x","status":400,"detail":"x"}', {
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
    }),
    new Response(streamOf(...Array<string>(99).fill('x'.repeat(4096))), {
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
    }),
  ])('at something that is no Outpost says so (case %#)', async (response) => {
    expect(await failureOf(run(answering(response)))).toMatchObject({ code: 'not-an-outpost' })
  })

  test('at an edge that does not answer says so', async () => {
    const failure = await failureOf(
      run(async () => {
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
      }),
    )
    expect(failure).toMatchObject({ code: 'unreachable', message: expect.stringContaining('ECONNREFUSED') })
  })

  test('that stops before its end is broken off, after its events so far', async () => {
    const events = (await recorded()).slice(0, 3)
    const seen: ProbeEvent[] = []
    const running = (async () => {
      const vantage = edgeVantage({
        url: EDGE,
        token: TOKEN,
        fetch: answering(eventStream(streamOf(...events))),
      })
      for await (const event of vantage.run(REQUEST, { signal: patient() })) seen.push(event)
    })()
    expect(await failureOf(running)).toMatchObject({ code: 'broken-off' })
    expect(seen).toHaveLength(3)
  })

  test('of which an event was lost is broken off', async () => {
    const events = await recorded()
    events.splice(2, 1)
    expect(await failureOf(run(answering(eventStream(streamOf(...events)))))).toMatchObject({
      code: 'broken-off',
    })
  })

  test.each([
    ['of an unknown type', 'data: {"schema":1,"runId":"a","sequence":0,"at":0,"type":"song"}\n\n'],
    [
      'of another schema',
      'data: {"schema":2,"runId":"a","sequence":0,"at":0,"type":"run-ended","durationMs":1,"end":"completed"}\n\n',
    ],
    ['that is not JSON', 'data: hello\n\n'],
    ['that never ends', `data: ${'x'.repeat(5_000_000)}`],
  ])('with an event %s is given up as incompatible', async (_, text) => {
    expect(await failureOf(run(answering(eventStream(streamOf(text)))))).toMatchObject({
      code: 'incompatible',
    })
  })

  test('ends there when its listener stops listening', async () => {
    const cancelled = Promise.withResolvers<void>()
    const events = await recorded()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(events.slice(0, 2).join(''))),
      cancel: () => cancelled.resolve(),
    })
    const vantage = edgeVantage({ url: EDGE, token: TOKEN, fetch: answering(eventStream(body)) })
    for await (const _ of vantage.run(REQUEST, { signal: patient() })) break
    await cancelled.promise
  })

  test('that is aborted ends there, and here with an event that says so', async () => {
    const givenUp = Promise.withResolvers<Error>()
    const caller = new AbortController()
    const internet = emptyInternet((_, signal) => {
      queueMicrotask(() => caller.abort())
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          givenUp.resolve(signal.reason)
          reject(signal.reason)
        }),
      )
    })
    const events = await run(behind(api({}, internet)), { signal: caller.signal })
    expect((await givenUp.promise).name).toBe('AbortError')
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', end: 'cancelled', sequence: events.length - 1 })
    expect(foldReport(events)?.state).toBe('cancelled')
  })

  test('that is aborted before it began has no events', async () => {
    const send: typeof fetch = async (_, init) => {
      init?.signal?.throwIfAborted()
      throw new Error('it was sent')
    }
    expect(await run(send, { signal: AbortSignal.abort() })).toEqual([])
  })
})

describe('an edge that takes its time', () => {
  afterEach(() => void vi.useRealTimers())

  /** Asks an edge that says what the test lets it say, by a clock of the test's own. */
  async function asked(request?: typeof REQUEST & { deadlineSeconds?: number }) {
    const [first = ''] = await recorded()
    vi.useFakeTimers()
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined
    const send: typeof fetch = async (_, init) => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          feed = controller
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
        },
      })
      return eventStream(body)
    }
    const state = { over: false }
    const running = failureOf(run(send, request ? { request } : {})).finally(() => {
      state.over = true
    })
    await vi.advanceTimersByTimeAsync(0)
    const say = (text: string) => feed?.enqueue(new TextEncoder().encode(text))
    const beat = async (times: number) => {
      for (let time = 0; time < times && !state.over; time++) {
        await vi.advanceTimersByTimeAsync(5000)
        if (!state.over) say(': still running\n\n')
      }
    }
    return { first, say, beat, running, state }
  }

  test('is waited for while it says that it is there, and not for ever', async () => {
    const { first, say, beat, running, state } = await asked()
    say(first)
    await beat(20)
    expect(state.over).toBe(false)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await running).toMatchObject({ code: 'broken-off' })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('and never ends the run is left some time after the deadline that it told, heartbeats or not', async () => {
    const { first, say, beat, running, state } = await asked()
    say(first)
    await beat(25)
    expect(state.over).toBe(true)
    expect(await running).toMatchObject({
      code: 'broken-off',
      message: expect.stringContaining('after its deadline'),
    })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('and never begins is left some time after the deadline that was asked for', async () => {
    const { beat, running, state } = await asked({ ...REQUEST, deadlineSeconds: 30 })
    await beat(17)
    expect(state.over).toBe(false)
    await beat(2)
    expect(state.over).toBe(true)
    expect(await running).toMatchObject({ code: 'broken-off' })
  })
})

test('an edge that says more than any run has to say is left', async () => {
  const [first = ''] = await recorded()
  const comment = new TextEncoder().encode(`: ${'.'.repeat(1024 * 1024)}\n`)
  let said = 0
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(first)),
    pull: (controller) => {
      said += 1
      if (said > 100) controller.close()
      else controller.enqueue(comment)
    },
  })
  expect(await failureOf(run(answering(eventStream(body))))).toMatchObject({ code: 'hostile' })
  expect(said).toBeLessThan(70)
})
