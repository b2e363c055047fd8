import { EventEmitter } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Input, readPassword } from '../../cli/read-password.ts'
import { openTraceFile } from '../../cli/trace-file.ts'
import { LAB_PASSWORD } from '../../lab/accounts/accounts-spec.ts'
import { traceText } from '../../shared/render/trace-text.ts'
import { recording, runHere } from './recording.ts'
import { runOutpost, startOutpost } from './run-outpost.ts'

const TENANT = 'exchange-2019-by-alias.test'
const SIGNING_IN = ['outlook-anywhere', TENANT, '--lab', '--user', 'CORP\\anna']
const patient = () => new AbortController().signal

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-sign-in-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A terminal that somebody types on; it tells whether what is typed is shown. */
function terminal(): Input & { type(text: string): void; raw: boolean[] } {
  const emitter = new EventEmitter()
  const raw: boolean[] = []
  return Object.assign(emitter, {
    isTTY: true,
    raw,
    setRawMode: (on: boolean) => raw.push(on),
    resume: () => emitter,
    pause: () => emitter,
    type: (text: string) => emitter.emit('data', Buffer.from(text)),
  }) as unknown as Input & { type(text: string): void; raw: boolean[] }
}

function asking(stdin: Input, environment: Readonly<Record<string, string>> = {}, fromStdin = false) {
  const stderr = recording(true)
  const password = readPassword({
    ...{ user: 'anna@contoso.com', fromStdin, environment, stdin },
    ...{ stderr: stderr.output, signal: patient() },
  })
  return { password, shown: stderr.text }
}

describe('the password', () => {
  test('is asked for without an echo, and may be mended while it is typed', async () => {
    const stdin = terminal()
    const { password, shown } = asking(stdin)
    stdin.type('Pässw')
    stdin.type('x\u007f')
    stdin.type('örd 1\r')
    expect(await password).toBe('Pässwörd 1')
    expect(shown()).toBe('Password of anna@contoso.com: \n')
    expect(stdin.raw).toEqual([true, false])
  })

  test('that is given up leaves the terminal as it was', async () => {
    const stdin = terminal()
    const { password } = asking(stdin)
    stdin.type('secret\u0003')
    await expect(password).rejects.toThrow('no password was given')
    expect(stdin.raw).toEqual([true, false])
  })

  test('has the terminal no longer than it is asked for: what is interrupted later is not its matter', async () => {
    const [stdin, stderr, user] = [terminal(), recording(true), new AbortController()]
    const password = readPassword({
      ...{ user: 'anna@contoso.com', fromStdin: false, environment: {}, stdin },
      ...{ stderr: stderr.output, signal: user.signal },
    })
    stdin.type('geheim\r')
    await password
    const shown = stderr.text()
    user.abort()
    expect(stderr.text()).toBe(shown)
    expect(stdin.raw).toEqual([true, false])
  })

  test('is not asked for by a command that was interrupted before', async () => {
    const stdin = terminal()
    for (const fromStdin of [true, false]) {
      const password = readPassword({
        ...{ user: 'anna@contoso.com', fromStdin, environment: {}, stdin },
        ...{ stderr: recording(true).output, signal: AbortSignal.abort() },
      })
      await expect(password).rejects.toThrow('no password was given')
    }
    expect(stdin.raw).toEqual([])
  })

  test('comes from OUTPOST_PASSWORD where that is set', async () => {
    expect(await asking(terminal(), { OUTPOST_PASSWORD: 'from the environment' }).password).toBe(
      'from the environment',
    )
  })

  test('that is empty is refused', async () => {
    await expect(asking(terminal(), { OUTPOST_PASSWORD: '' }).password).rejects.toThrow('is empty')
  })

  test('comes from the first line of the standard input with --password-stdin', async () => {
    const stdin = terminal()
    const { password } = asking(stdin, { OUTPOST_PASSWORD: 'not this' }, true)
    stdin.type('from a pipe\r\nand more')
    expect(await password).toBe('from a pipe')
  })
})

describe('the command', () => {
  test.each([['--password', 'geheim'], ['--password=geheim'], ['--pass', 'geheim']])(
    'refuses %s, and does not repeat it',
    async (...args) => {
      const { status, stderr } = await runOutpost([...SIGNING_IN, ...args])
      expect(status).toBe(2)
      expect(stderr).toContain('--password-stdin')
      expect(stderr).not.toContain('geheim')
    },
  )

  test('says what --user needs where there is no terminal', async () => {
    const { status, stderr } = await runOutpost(SIGNING_IN)
    expect(status).toBe(2)
    expect(stderr).toContain('OUTPOST_PASSWORD')
  })

  test.each([
    [['dns', 'contoso.com', '--user', 'anna'], 'never signs in'],
    [['outlook-anywhere', 'contoso.com', '--basic'], '--basic needs --user'],
    [['outlook-anywhere', 'contoso.com', '--user', 'CORP\\'], 'expected a user name'],
  ])('%j is refused: %s', async (args, why) => {
    const { status, stderr } = await runOutpost(args, { OUTPOST_PASSWORD: 'x' })
    expect(status).toBe(2)
    expect(stderr).toContain(why)
  })

  test('takes a trace file that everybody could read out of their sight', async () => {
    const trace = join(folder, 'old-trace.txt')
    await writeFile(trace, 'of a run before', { mode: 0o644 })
    openTraceFile(trace).close()
    expect((await stat(trace)).mode & 0o777).toBe(0o600)
    expect(await readFile(trace, 'utf8')).toBe('')
  })

  test('signs in at the lab, and writes a trace without a secret that only its owner may read', async () => {
    const trace = join(folder, 'trace.txt')
    const environment = { LANG: 'C.UTF-8', OUTPOST_PASSWORD: LAB_PASSWORD }
    const ran = await runHere([...SIGNING_IN, '--trace', trace], undefined, environment)
    expect(ran.stdout).toMatch(/^✓ WORKS: /)
    expect((await stat(trace)).mode & 0o777).toBe(0o600)
    const text = await readFile(trace, 'utf8')
    expect(text).toContain('-> NTLM AUTHENTICATE')
    expect(text).toContain('Authorization: NTLM (blotted out)')
    expect(text).toMatch(/00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 {2}NtChallengeResponse: NTProofStr/)
    expect(text).not.toContain('TlRMTVNTUAAD')
    expect(`${ran.stdout}${ran.stderr}${text}`).not.toContain(LAB_PASSWORD)
  })

  test('writes a trace of a run without a credential, too', async () => {
    const trace = join(folder, 'anonymous.txt')
    await runHere(['autodiscover', 'exchange-2019-by-alias.test', '--lab', '--trace', trace], undefined, {})
    const text = await readFile(trace, 'utf8')
    expect(text).toMatch(
      /-> HTTP request {2}\(step .*\)\n {4}POST \/autodiscover\/autodiscover\.xml HTTP\/1\.1\n/,
    )
    expect(text).toMatch(/<- HTTP response {2}\(step .*\)\n {4}401 /)
    expect(text).toMatch(/-> HTTP body {2}\(step .*\)\n(?: {4}.*\n)*? {4}.*<EMailAddress>/)
  })

  test('takes the password from a pipe', async () => {
    const { process: child, ended } = startOutpost([...SIGNING_IN, '--password-stdin', '--format', 'json'])
    child.stdin?.end('not the password\n')
    const { status, stdout } = await ended
    expect(status).toBe(1)
    expect(JSON.parse(stdout).findings[0]).toMatchObject({ code: 'credential-refused' })
    expect(stdout).not.toContain('not the password')
  })
})

test('a server’s words begin no line of the trace', () => {
  const entry = {
    step: '1',
    at: 1500,
    direction: 'received',
    title: 'HTTP\u001b[2J',
    text: 'X: a\r\nb',
  } as const
  expect(traceText(entry)).toBe('   1.500 s  <- HTTP\\u{1b}[2J  (step 1)\n    X: a\\u{d}\n    b\n\n')
})
