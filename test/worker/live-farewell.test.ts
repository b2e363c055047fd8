import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { EXIT } from '../../cli/exit-status.ts'
import { LAB_PASSWORD } from '../../lab/accounts/accounts-spec.ts'
import { type Lab, type Scenario, startLab } from '../../lab/index.ts'
import { exchange, serving } from '../../lab/scenarios/outlook-anywhere/parts.ts'
import { goodZone } from '../../lab/scenarios/parts.ts'
import { type StartedWorker, startWorker } from '../../scripts/start-worker.ts'
import type { ProbeEvent } from '../../shared/engine/index.ts'
import { localAuthenticator } from '../../shared/sign-in/index.ts'
import { edgeVantage } from '../../shared/vantage/index.ts'
import { startOutpost } from '../cli/run-outpost.ts'
import { TOKEN } from './api.ts'

const tenant = (name: string, mapi?: Parameters<typeof exchange>[1]): Scenario => ({
  name,
  title: name,
  rows: [],
  hosts: { mail: serving(exchange('2019', mapi)) },
  zone: goodZone,
  expect: [],
})

let lab: Lab
let worker: StartedWorker
let line: Line
beforeAll(async () => {
  lab = await startLab({
    scenarios: [tenant('answering'), tenant('hanging', { mapi: { of: ['Execute'], unanswered: true } })],
  })
  worker = await startWorker({
    map: lab.map,
    resolvers: lab.resolvers.map(({ url }) => url),
    tokens: [TOKEN],
    roots: lab.rootPem,
    ipv6Witnesses: lab.ipv6Witnesses,
  })
  line = await lineTo(worker.url)
}, 120_000)
afterAll(async () => {
  line.close()
  await worker.close()
  await lab.close()
})

/** A network between caller and edge, which can be cut: neither says good-bye then. */
interface Line {
  readonly url: URL
  cut(): void
  close(): void
}

async function lineTo({ hostname, port }: URL): Promise<Line> {
  const open = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url,
    cut,
    close: () => {
      cut()
      server.close()
    },
  }
}

/** Opens Anna's mailbox from the edge, and does something as soon as a server has it open for her. */
async function leaveInside(name: string, leave: (caller: AbortController) => void, url = worker.url) {
  const target = `anna@${name}.test`
  const request = { probe: 'mapi-http', target }
  const caller = new AbortController()
  const vantage = edgeVantage({ url, token: TOKEN, roots: [lab.rootPem] })
  const authenticator = localAuthenticator({
    ...{ user: target, password: LAB_PASSWORD, request },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
  })
  const held: Promise<unknown>[] = []
  let left = false
  const watching = setInterval(() => {
    if (left || lab.sessions(name).count('logon').open === 0) return
    left = true
    leave(caller)
  }, 1)
  const events: ProbeEvent[] = []
  const use = { signal: caller.signal, authenticator, holdOn: (work: Promise<unknown>) => held.push(work) }
  let trouble: unknown
  try {
    for await (const event of vantage.run(request, use)) events.push(event)
  } catch (error) {
    trouble = error
  } finally {
    clearInterval(watching)
  }
  const openThen = lab.sessions(name).count('logon').open
  return { events, trouble, openThen, left, farewell: Promise.all(held) }
}

function open(name: string): Readonly<Record<string, number>> {
  const kinds = ['mailbox', 'logon', 'address-book', 'connection'] as const
  const counts = kinds.map((kind) => [kind, lab.sessions(name).count(kind).open] as const)
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

test('a caller who cancels is through at once, and is asked until no session is left, also where a server hangs', async () => {
  const { events, openThen, farewell } = await leaveInside('hanging', (caller) => caller.abort())
  expect(events.at(-1)).toMatchObject({ type: 'run-ended', end: 'cancelled' })
  // The request under way has a while of its own, which nobody waits for.
  expect(openThen).toBeGreaterThan(0)
  await farewell
  expect(open('hanging')).toEqual({})
}, 60_000)

test('the command ends behind what its run ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-farewell-'))
  const roots = join(folder, 'roots.pem')
  await writeFile(roots, lab.rootPem)
  const user = 'anna@hanging.test'
  const args = ['mapi-http', user, '--edge', worker.url.href, '--user', user, '--roots', roots]
  const { process, ended } = startOutpost(args, { OUTPOST_TOKEN: TOKEN, OUTPOST_PASSWORD: LAB_PASSWORD })
  await vi.waitFor(() => expect(open('hanging').logon).toBe(1), { timeout: 30_000, interval: 5 })
  process.kill('SIGINT')
  const { status, stdout } = await ended
  expect(open('hanging')).toEqual({})
  expect(status).toBe(EXIT.interrupted)
  expect(stdout).toContain('anna@hanging.test')
  await rm(folder, { recursive: true })
}, 60_000)

test('a caller who cancels leaves nothing behind at a server that answers', async () => {
  const { left, farewell } = await leaveInside('answering', (caller) => caller.abort())
  expect(left).toBe(true)
  await farewell
  expect(open('answering')).toEqual({})
})

test('where the caller vanishes, the session is ended over the connection that there is', async () => {
  const { left, trouble } = await leaveInside('answering', () => line.cut(), line.url)
  expect(left).toBe(true)
  expect(trouble).toMatchObject({ name: 'EdgeError' })
  await vi.waitFor(() => expect(open('answering')).toEqual({}), { timeout: 25_000, interval: 20 })
}, 60_000)
