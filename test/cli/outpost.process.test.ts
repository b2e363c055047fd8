import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findClosedPort } from '../../lab/network/listeners.ts'
import { TOOL } from '../../shared/engine/index.ts'
import { eventsOf } from './events-of.ts'
import { runOutpost, startOutpost } from './run-outpost.ts'

/** Colours, and whatever else a terminal obeys. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is being looked for
const ESCAPES = /[\u001b\r\b]/

describe.concurrent('the exit status', () => {
  test('is 0 and the text says so when all is well', async () => {
    const { status, stdout, stderr } = await runOutpost(['certificate', 'mail.plain.test', '--lab'])
    expect(stdout).toMatch(/^✓ WORKS: certificate mail\.plain\.test\n/)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('is 1 and the text says what to mend when something fails', async () => {
    const { status, stdout, stderr } = await runOutpost([
      'certificate',
      'mail.certificate-expired.test',
      '--lab',
    ])
    expect(stdout).toMatch(/^✗ FAILS: certificate mail\.certificate-expired\.test\n/)
    expect(stdout).toContain('✗ certificate-expired (T02)')
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  })

  test('is 3 when a needed answer is missing', async () => {
    const args = ['dns', 'contoso.test', '--resolver', `${silent.url}/dns-query`, '--deadline', '1']
    const { status, stdout, stderr } = await runOutpost(args)
    expect(stdout).toMatch(/^\? COULD NOT BE TOLD/)
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' })
  })

  test('is 3 with one line of explanation when the edge is not reached', async () => {
    const args = ['dns', 'contoso.test', '--edge', `http://127.0.0.1:${closedPort}`]
    const { status, stdout, stderr } = await runOutpost(args, { OUTPOST_TOKEN: 'secret-token' })
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toMatch(/^outpost: [^\n]+\n$/)
    expect(stderr).not.toContain('secret-token')
  })

  test('is 3 when the edge breaks off, and what was known by then is shown', async () => {
    const { status, stdout, stderr } = await runOutpost(['dns', 'contoso.test', '--edge', breaking.url], {
      OUTPOST_TOKEN: 'secret-token',
    })
    expect(stdout).toContain('The connection to the vantage broke off')
    expect(stdout).toContain('… DNS of contoso.test')
    expect(stderr).toMatch(/^outpost: [^\n]+\n$/)
    expect(status).toBe(3)
  })

  test('is 130 after Ctrl-C, and what was known by then is shown', async () => {
    const args = ['dns', 'contoso.test', '--resolver', `${silent.url}/dns-query`]
    const { process: child, ended } = startOutpost([...args, '--format', 'ndjson'])
    child.stdout?.once('data', () => child.kill('SIGINT'))
    const { status, stdout, stderr } = await ended
    expect({ status, stderr }).toEqual({ status: 130, stderr: '' })
    expect(eventsOf(stdout).at(-1)).toMatchObject({ type: 'run-ended', end: 'cancelled' })
  })
})

describe.concurrent('what is written', () => {
  test('to a pipe has neither colours nor progress', async () => {
    const { stdout, stderr } = await runOutpost(['dns', 'plain.test', '--lab'])
    expect(stdout).not.toMatch(ESCAPES)
    expect(stderr).toBe('')
  })

  test('has colours on a pipe when FORCE_COLOR asks for them', async () => {
    const { stdout } = await runOutpost(['dns', 'plain.test', '--lab'], { FORCE_COLOR: '1' })
    expect(stdout.startsWith('\u001b[32m✓ WORKS')).toBe(true)
  })

  test('ends quietly when nobody reads it any more', async () => {
    const { process: child, ended } = startOutpost(['dns', 'plain.test', '--lab', '--format', 'ndjson'])
    child.stdout?.once('data', () => child.stdout?.destroy())
    expect((await ended).stderr).toBe('')
  })
})

describe.concurrent('help', () => {
  test('names every probe, every option, and the exit statuses', async () => {
    const { status, stdout, stderr } = await runOutpost(['--help'])
    for (const word of ['certificate', 'reachability', '--edge', '--resolve', 'OUTPOST_TOKEN', '130']) {
      expect(stdout).toContain(word)
    }
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('on a probe says what it asks', async () => {
    const { status, stdout } = await runOutpost(['help', 'dns'])
    expect(stdout).toMatch(/^Usage: outpost dns <target>/)
    expect(status).toBe(0)
  })

  test('lists the probes', async () => {
    expect((await runOutpost(['probes'])).stdout).toMatch(/^Probes:\n {2}dns {2}/)
  })

  test('has the version of the package', async () => {
    expect((await runOutpost(['--version'])).stdout).toBe(`${TOOL.version}\n`)
  })
})

describe.concurrent('a command that is not understood', () => {
  test('ends with 2, says why on the standard error, and probes nothing', async () => {
    const { status, stdout, stderr } = await runOutpost(['certificat', 'mail.plain.test', '--lab'])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^outpost: there is no probe "certificat".*did you mean certificate\?\nExpected: /)
  })

  test('shows what was typed without obeying it', async () => {
    const { status, stderr } = await runOutpost(['dns', 'a b\u001b[31m\u202e', '--lab'])
    expect(stderr).toContain('\\u{1b}[31m\\u{202e}')
    expect(stderr).not.toMatch(ESCAPES)
    expect(status).toBe(2)
  })

  test('asks the lab for nothing that is none of its tenants', async () => {
    const { status, stdout, stderr } = await runOutpost(['dns', 'certificate-expird.test', '--lab'])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('the lab has no tenant to which certificate-expird.test belongs')
  })

  test('needs the token of an edge from the environment', async () => {
    const { status, stderr } = await runOutpost(['dns', 'contoso.com', '--edge', 'https://outpost.example'])
    expect(stderr).toContain('OUTPOST_TOKEN')
    expect(status).toBe(2)
  })
})

let closedPort: number
let silent: Listening
let breaking: Listening

interface Listening {
  readonly url: string
  readonly server: Server
}

beforeAll(async () => {
  closedPort = await findClosedPort()
  silent = await listen(() => {})
  breaking = await listen((_request, response) => {
    const base = { schema: 1, runId: 'r', at: 0 }
    const started = {
      ...{ ...base, sequence: 0, type: 'run-started', startedAt: '2026-01-01T00:00:00.000Z', tool: TOOL },
      vantage: { name: 'edge', kind: 'edge', perspective: 'outside', resolvers: [] },
      request: { probe: 'dns', target: 'contoso.test' },
      ...{ signIn: 'not-applicable', deadlineMs: 1000 },
    }
    const step = {
      step: '1',
      parent: null,
      check: 'probe.dns',
      input: { host: 'contoso.test' },
      needed: true,
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of [started, { ...base, sequence: 1, type: 'step-started', ...step }]) {
      response.write(`id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    }
    setTimeout(() => response.destroy(), 50)
  })
})
afterAll(() => Promise.all([close(silent), close(breaking)]))

async function listen(answer: Parameters<typeof createServer>[1]): Promise<Listening> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function close({ server }: Listening): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
