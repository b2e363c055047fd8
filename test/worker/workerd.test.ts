import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findClosedPort } from '../../lab/network/listeners.ts'
import { type StartedWorker, startWorker } from '../../scripts/start-worker.ts'
import {
  everyStep,
  foldReport,
  type ProbeEvent,
  probeEventSchema,
  reportSchema,
} from '../../shared/engine/index.ts'
import { edgeVantage } from '../../shared/vantage/index.ts'
import { type AskOptions, problemOf, requestInit, TOKEN } from './api.ts'

/** Addresses of this internet, one a test where the limit by target counts. */
const [SILENT, SILENT_TOO] = ['203.0.113.1', '203.0.113.2']
const [REFUSING, UNREACHABLE, LIMITED] = ['203.0.113.3', '203.0.113.4', '203.0.113.5']
const RUNS_PER_TARGET = 30

/** A server that takes connections, says nothing, and knows which are open. */
function silentServer() {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.resume()
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  })
  return {
    open,
    async listen() {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    },
    close() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}
const silent = silentServer()
const silentToo = silentServer()

let worker: StartedWorker

beforeAll(async () => {
  const port = await silent.listen()
  const closedPort = await findClosedPort()
  worker = await startWorker({
    map: {
      hosts: {
        [SILENT]: { ports: { 443: port }, others: 'unreachable' },
        [SILENT_TOO]: { ports: { 443: await silentToo.listen() }, others: 'unreachable' },
        [REFUSING]: { ports: {}, others: 'refuse' },
        [UNREACHABLE]: { ports: {}, others: 'unreachable' },
        [LIMITED]: { ports: {}, others: 'unreachable' },
        // What the policy keeps away from must not be reached even where it is mapped.
        '127.0.0.1': { ports: { 443: port }, others: 'refuse' },
        '10.0.0.1': { ports: { 443: port }, others: 'refuse' },
      },
      resolvers: {},
      insideResolver: 'http://127.0.0.1:1/',
      closedPort,
      dropAfterMs: 100,
    },
    resolvers: ['https://resolver.lab.test/dns-query'],
    tokens: ['another', TOKEN],
    limits: { perToken: 1000, perTarget: RUNS_PER_TARGET },
  })
})

afterAll(async () => {
  await worker?.close()
  silent.close()
  silentToo.close()
})

const ask = (path: string, options: AskOptions = {}) => fetch(new URL(path, worker.url), requestInit(options))

/** Waits for what other processes do; the test's own time limit is the only one. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('the Worker in workerd', () => {
  test('is there for everybody, and probes for those with a token', async () => {
    expect(await (await ask('/healthz', { token: null })).json()).toMatchObject({ status: 'ok' })
    expect((await ask('/', { token: null })).headers.get('content-type')).toMatch(/^text\/html/)
    expect((await problemOf(await ask('/v1/probes', { token: null }))).status).toBe(401)
    expect((await problemOf(await ask('/v1/probes', { token: 'wrong' }))).status).toBe(401)
    expect(await (await ask('/v1/probes', { token: 'another' })).json()).toMatchObject({
      limits: { perToken: 'configured', perTarget: 'configured' },
    })
  })

  test.each(['application/json', 'application/x-ndjson', 'text/event-stream', 'text/plain'])(
    'answers as %s',
    async (accept) => {
      const response = await ask(`/v1/probes/reachability?target=${REFUSING}`, { headers: { accept } })
      expect(response.headers.get('content-type')).toContain(accept)
      const text = await response.text()
      if (accept === 'application/json') expect(reportSchema.parse(JSON.parse(text)).state).toBe('completed')
      if (accept === 'application/x-ndjson') expectWhole(text.trimEnd().split('\n'))
      if (accept === 'text/event-stream')
        expectWhole([...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => data ?? ''))
      if (accept === 'text/plain') expect(text).toContain(`reachability ${REFUSING}`)
    },
  )

  test('tells a problem in its own words', async () => {
    expect(await problemOf(await ask('/v1/probes/dns', { json: { target: '' } }))).toMatchObject({
      status: 400,
      errors: [{ pointer: '#/target' }],
    })
    expect(
      await problemOf(
        await ask('/v1/probes/dns', {
          body: ' '.repeat(1024 * 1024 + 1),
          headers: { 'content-type': 'application/json' },
        }),
      ),
    ).toMatchObject({ status: 413 })
    expect((await ask('/v1/probes/dns', { method: 'HEAD' })).status).toBe(405)
  })

  test.each([
    [REFUSING, 'connect.refused'],
    [UNREACHABLE, 'connect.unreachable'],
    ['127.0.0.1', 'connect.blocked'],
    ['10.0.0.1', 'connect.blocked'],
    ['169.254.169.254', 'connect.blocked'],
    [`${SILENT}:22`, 'connect.blocked'],
  ])('connecting to %s comes to %s', async (target, code) => {
    const response = await ask('/v1/probes/reachability', { json: { target } })
    const { steps } = reportSchema.parse(await response.json())
    const port = Number(target.split(':')[1] ?? 443)
    const tried = [...everyStep(steps)].filter(
      ({ check, input }) => check === 'tcp.connect' && (input as { port: number }).port === port,
    )
    expect(tried.map(({ reason }) => reason?.code)).toEqual([code])
  })

  test('limits the runs of one target', async () => {
    const request = () => ask(`/v1/probes/reachability?target=${LIMITED}`)
    let response = await request()
    for (let runs = 1; response.ok && runs <= RUNS_PER_TARGET; runs++) {
      await response.text()
      response = await request()
    }
    expect(response.headers.get('retry-after')).toBe('60')
    expect((await problemOf(response)).status).toBe(429)
  })
})

function expectWhole(lines: string[]): void {
  const events = lines.map((line) => probeEventSchema.parse(JSON.parse(line)))
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index))
  expect(events.at(-1)?.type).toBe('run-ended')
}

/** Asks as a program does that may end at any time: a bare socket. */
function askToRun(target: string, accept: string): Socket {
  const caller = connect({ host: worker.url.hostname, port: Number(worker.url.port) })
  const body = JSON.stringify({ target })
  caller.on('error', () => {})
  caller.resume()
  const head = [
    'POST /v1/probes/certificate HTTP/1.1',
    `Host: ${worker.url.host}`,
    `Authorization: Bearer ${TOKEN}`,
    `Accept: ${accept}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]
  caller.write([...head, '', body].join('\r\n'))
  return caller
}

/**
 * Holds that a run's connections are ended when its caller leaves: they are gone while those of a run that
 * began earlier, and would run out of time earlier, are still there. (One alone may be a look at the port, which
 * is closed at once.)
 */
async function endsAtOnce(run: () => Promise<void>): Promise<void> {
  const older = askToRun(SILENT_TOO, 'application/json')
  await until(() => silentToo.open.size > 1)
  await run()
  await until(() => silent.open.size === 0)
  expect(silentToo.open.size).toBeGreaterThan(1)
  older.resetAndDestroy()
  await until(() => silentToo.open.size === 0)
}

describe('a caller who goes away', () => {
  test.each(['application/json', 'application/x-ndjson', 'text/event-stream', 'text/plain'])(
    'while a run is under way for %s ends its connections',
    (accept) =>
      endsAtOnce(async () => {
        const caller = askToRun(SILENT, accept)
        await until(() => silent.open.size > 1)
        caller.resetAndDestroy()
      }),
  )
})

describe('an edge vantage on it', () => {
  const vantage = (token = TOKEN) => edgeVantage({ url: worker.url, token })

  test('gives the events of a run there', async () => {
    const events: ProbeEvent[] = []
    const request = { probe: 'reachability', target: REFUSING }
    for await (const event of vantage().run(request, { signal: new AbortController().signal }))
      events.push(event)
    expect(foldReport(events)).toMatchObject({ state: 'completed', vantage: { kind: 'edge' }, request })
  })

  test('with a wrong token says so', async () => {
    const run = vantage('wrong').run(
      { probe: 'dns', target: 'example.com' },
      { signal: new AbortController().signal },
    )
    await expect(run[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'unauthorised' })
  })

  test('that is aborted ends the connections of the run there', () =>
    endsAtOnce(async () => {
      const caller = new AbortController()
      const events: ProbeEvent[] = []
      for await (const event of vantage().run({ probe: 'certificate', target: SILENT }, caller)) {
        events.push(event)
        if (event.type === 'step-started') until(() => silent.open.size > 1).then(() => caller.abort())
      }
      expect(events.at(-1)).toMatchObject({ type: 'run-ended', end: 'cancelled' })
    }))
})
