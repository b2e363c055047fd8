import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ProbeEvent, probeEventSchema, reportSchema } from '../../shared/engine/index.ts'
import type { Platform } from '../../shared/platform/index.ts'
import { createApp } from '../../worker/app.ts'
import type { Variables } from '../../worker/configuration.ts'
import { HEARTBEAT_MS } from '../../worker/run-response.ts'
import { type Ask, api, digestOf, emptyInternet, executionContext, problemOf, TOKEN } from './api.ts'

/** A public address, so that it is connected to; the internet of these tests refuses. */
const PATH = '/v1/probes/reachability?target=8.8.8.8'
const get = (ask: Ask, accept: string) => ask(PATH, { headers: { accept } })

describe('the format', () => {
  test.each([
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['TEXT/Plain', 'text/plain; charset=utf-8'],
    ['text/*', 'text/event-stream'],
    ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', 'text/html; charset=utf-8'],
    ['text/markdown, text/plain;q=0.1', 'text/markdown; charset=utf-8'],
    ['application/sarif+json', 'application/sarif+json'],
    ['application/xml', 'application/xml'],
    ['text/plain;version=0.0.4', 'text/plain; version=0.0.4; charset=utf-8'],
    ['text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
    // As Prometheus asks.
    [
      'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1',
      'text/plain; version=0.0.4; charset=utf-8',
    ],
    ['application/json;q=0.5, text/plain;q=0.9', 'text/plain; charset=utf-8'],
    ['*/*, application/json;q=0', 'text/event-stream'],
    ['text/*;q=0.9, text/event-stream;q=0.1, application/json;q=0.5', 'text/plain; charset=utf-8'],
    ['application/json;q=0.2, application/*;q=0.8', 'application/x-ndjson'],
  ])('for "%s" is %s', async (accept, type) => {
    const response = await get(api(), accept)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    await response.text()
  })

  test('is JSON when nothing is said', async () => {
    expect((await api()(PATH)).headers.get('content-type')).toBe('application/json')
  })

  test.each([
    ['json', 'application/json'],
    ['events', 'text/event-stream'],
    ['ndjson', 'application/x-ndjson'],
    ['text', 'text/plain; charset=utf-8'],
    ['markdown', 'text/markdown; charset=utf-8'],
    ['html', 'text/html; charset=utf-8'],
    ['junit', 'application/xml'],
    ['sarif', 'application/sarif+json'],
    ['prometheus', 'text/plain; version=0.0.4; charset=utf-8'],
  ])('that the query calls %s is %s, whatever "Accept" says', async (format, type) => {
    const response = await api()(`${PATH}&format=${format}`, { headers: { accept: 'image/png' } })
    expect(response.headers.get('content-type')).toBe(type)
    await response.text()
  })

  test('can be named for a posted request as well', async () => {
    const response = await api()('/v1/probes/reachability?format=markdown', { json: { target: '8.8.8.8' } })
    expect(await response.text()).toMatch(/^## `reachability` of `8\.8\.8\.8`: fails/)
  })

  test.each(['format=pdf', 'format=json&format=html', 'format='])(
    'is not run for with "%s", and the names are told',
    async (query) => {
      const internet = emptyInternet()
      const problem = await problemOf(await api({}, internet)(`${PATH}&${query}`))
      expect(problem).toMatchObject({
        status: 400,
        expected: expect.arrayContaining(['json', 'html', 'junit']),
      })
      expect(internet.attempts).toEqual([])
    },
  )

  test.each(['text/css', 'application/json;q=0', 'image/*', '*/*;q=0'])(
    'is none of ours for "%s", and ours are named',
    async (accept) => {
      const internet = emptyInternet()
      const problem = await problemOf(await get(api({}, internet), accept))
      expect(problem).toMatchObject({
        status: 406,
        expected: expect.arrayContaining(['application/json', 'text/event-stream']),
      })
      expect(internet.attempts).toEqual([])
    },
  )
})

describe('a run', () => {
  test('as JSON is its report', async () => {
    const report = reportSchema.parse(await (await get(api(), 'application/json')).json())
    expect(report).toMatchObject({
      state: 'completed',
      verdict: { outcome: 'fails' },
      vantage: { name: 'edge', kind: 'edge', perspective: 'outside' },
      request: { probe: 'reachability', target: '8.8.8.8' },
    })
  })

  test('as text is for people', async () => {
    const text = await (await get(api(), 'text/plain')).text()
    expect(text).toContain('reachability 8.8.8.8')
    expect(text).not.toContain('\u001b')
  })

  test('as a page brings a policy that allows its own style and nothing else', async () => {
    const response = await get(api(), 'text/html')
    const page = await response.text()
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(page) ?? []
    const digest = createHash('sha256').update(style).digest('base64')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ').sort()).toEqual(
      [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        `style-src 'sha256-${digest}'`,
      ].sort(),
    )
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('as lines of JSON is its events, from the first to the last', async () => {
    const lines = (await (await get(api(), 'application/x-ndjson')).text()).trimEnd().split('\n')
    expectWholeRun(lines.map((line) => JSON.parse(line)))
  })

  test('as server-sent events carries the sequence as id and the type as event', async () => {
    const text = await (await get(api(), 'text/event-stream')).text()
    const blocks = text.trimEnd().split('\n\n')
    const events = blocks.map((block) => {
      const [, id, type, data] = /^id: (\d+)\nevent: ([a-z-]+)\ndata: (.*)$/.exec(block) ?? []
      const event = JSON.parse(data ?? 'null') as ProbeEvent
      expect(Number(id)).toBe(event.sequence)
      expect(type).toBe(event.type)
      return event
    })
    expectWholeRun(events)
  })

  test('names the data centre that the request came in at', async () => {
    const app = createApp<Variables>(() => emptyInternet())
    const variables = { OUTPOST_TOKEN_SHA256: digestOf(TOKEN) }
    const request = new Request(`https://outpost.example${PATH}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    const response = await app.fetch(
      Object.assign(request, { cf: { colo: 'FRA' } }),
      variables,
      executionContext(),
    )
    expect(reportSchema.parse(await response.json()).vantage.dataCentre).toBe('FRA')
  })

  test('ends at the latest when the longest deadline is over', async () => {
    const response = await api()('/v1/probes/reachability', {
      json: { target: '8.8.8.8', deadlineSeconds: 600 },
      headers: { accept: 'application/x-ndjson' },
    })
    const [first = ''] = (await response.text()).split('\n')
    expect(JSON.parse(first)).toMatchObject({ type: 'run-started', deadlineMs: 120_000 })
  })
})

function expectWholeRun(events: unknown[]): void {
  const parsed = events.map((event) => probeEventSchema.parse(event))
  expect(parsed.map(({ sequence }) => sequence)).toEqual(parsed.map((_, index) => index))
  expect(parsed.at(0)?.type).toBe('run-started')
  expect(parsed.at(-1)).toMatchObject({ type: 'run-ended', end: 'completed' })
}

/** Connections that hang until they are given up, and say why they were: `TimeoutError`, or `AbortError`. */
function hanging() {
  const started = Promise.withResolvers<void>()
  const givenUp = Promise.withResolvers<Error>()
  const connect: Platform['connect'] = (_, signal) =>
    new Promise((_, reject) => {
      started.resolve()
      signal.addEventListener('abort', () => {
        givenUp.resolve(signal.reason)
        reject(signal.reason)
      })
    })
  return { internet: emptyInternet(connect), started: started.promise, givenUp: givenUp.promise }
}

describe('a caller who goes away', () => {
  test.each(['application/json', 'text/plain', 'application/x-ndjson', 'text/event-stream'])(
    'ends the run that was to be answered as %s',
    async (accept) => {
      const { internet, started, givenUp } = hanging()
      const caller = new AbortController()
      const answered = api({}, internet)(PATH, { headers: { accept }, signal: caller.signal })
      answered.then((response) => response.text()).catch(() => {})
      await started
      caller.abort()
      expect((await givenUp).name).toBe('AbortError')
    },
  )

  test.each(['application/x-ndjson', 'text/event-stream'])(
    'in the middle of %s ends the run',
    async (accept) => {
      const { internet, started, givenUp } = hanging()
      const response = await get(api({}, internet), accept)
      await started
      await response.body?.cancel()
      expect((await givenUp).name).toBe('AbortError')
    },
  )

  test('is one for whom the runtime holds on to the run until it has ended', async () => {
    const { internet, started } = hanging()
    const runtime = executionContext()
    const response = await get(api({}, internet, runtime), 'application/x-ndjson')
    await started
    expect(runtime.held).toHaveLength(1)
    await response.body?.cancel()
    await Promise.all(runtime.held)
  })
})

describe('a stream of events', () => {
  afterEach(() => void vi.useRealTimers())

  test('says from time to time that it is still there, and stops saying so at its end', async () => {
    vi.useFakeTimers()
    const { internet, started } = hanging()
    const response = await get(api({}, internet), 'text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const reading = (async () => {
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read())
        text += piece.value
    })()
    await started
    await vi.advanceTimersByTimeAsync(HEARTBEAT_MS * 2 + 1)
    expect(text.match(/^: still running\n\n/gm)?.length).toBeGreaterThanOrEqual(1)
    await vi.advanceTimersByTimeAsync(120_000)
    await reading
    expect(text).toMatch(/event: run-ended\ndata: .*\n\n$/)
    expect(vi.getTimerCount()).toBe(0)
  })
})
