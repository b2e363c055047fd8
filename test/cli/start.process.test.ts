import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** As `npm start` does it. */
function start(...options: string[]): {
  child: ChildProcess
  ended: Promise<{ status: number | null; stdout: string; stderr: string }>
} {
  const args = [
    '--import',
    here('../../node/required-version.js'),
    here('../../scripts/start.ts'),
    ...options,
  ]
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  return {
    child,
    ended: new Promise((resolve) => child.on('close', (status) => resolve({ status, ...texts }))),
  }
}

describe.concurrent('npm start', { timeout: 60_000 }, () => {
  test('with --once shows a healthy and a broken tenant through the Worker, and ends with 0', async () => {
    const { status, stdout, stderr } = await start('--once').ended
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^ +✓ TLS handshake$/m)
    expect(stdout).toMatch(
      /^✓ WORKS \(sign-in was not tested\): outlook-anywhere exchange-2019-by-alias\.test$/m,
    )
    expect(stdout).toMatch(/^✗ FAILS \(sign-in was not tested\): outlook-anywhere nginx-methods\.test$/m)
    expect(status).toBe(0)
  })

  test('serves on, and the line to copy is answered', async () => {
    const { child, ended } = start()
    const invitation = await said(child, /https?:\S+\/v1\/probes\/\S+'\n/)
    const [, url = ''] = /'(http:[^']+)'/.exec(invitation) ?? []
    const [, authorization = ''] = /'Authorization: ([^']+)'/.exec(invitation) ?? []
    const response = await fetch(url, { headers: { authorization, accept: 'text/plain' } })
    expect(await response.text()).toMatch(
      /^✗ FAILS \(sign-in was not tested\): outlook-anywhere nginx-methods\.test\n/,
    )
    child.kill('SIGTERM')
    await ended
  })

  test('says so when the port is in use', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { status, stderr } = await start('--once', '--port', `${port}`).ended
    server.close()
    expect(stderr).toMatch(/^Port \d+ of 127\.0\.0\.1 is in use[^\n]*\n$/)
    expect(status).toBe(1)
  })

  test('says what it takes when an option is misspelt', async () => {
    const { status, stderr } = await start('--prot', '8080').ended
    expect(stderr).toContain('--port PORT')
    expect(status).toBe(2)
  })
})

function said(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: string) => {
      text += chunk
      if (pattern.test(text)) resolve(text)
    })
    child.on('close', () => reject(new Error(`it ended before it said ${pattern}: ${text}`)))
  })
}
