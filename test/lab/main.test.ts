import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const main = new URL('../../lab/main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'outpost-lab-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the lab until it has printed `until`, then interrupts it as Ctrl-C does. */
function run(
  options: readonly string[],
  until: RegExp,
): Promise<{ out: string; err: string; status: number | null }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...options])
    let [out, err] = ['', '']
    child.stdout.on('data', (data) => {
      out += data
      if (until.test(out)) child.kill('SIGINT')
    })
    child.stderr.on('data', (data) => {
      err += data
    })
    child.on('close', (status) => resolve({ out, err, status }))
  })
}

test('prints the tenants and how to reach one, and ends in good order on Ctrl-C', async () => {
  const roots = join(folder, 'roots.pem')
  const { out, status } = await run(['--roots', roots], /rpcproxy\.dll/)
  expect(out).toMatch(/^plain\.test +healthy +203\.0\.113\.\d+ /m)
  expect(out).toMatch(/^certificate-expired\.test +T02 /m)
  expect(out).toContain(`curl --cacert ${roots} `)
  expect(out).toContain("--ntlm --user 'CORP\\anna:Lab-Passw0rd!'")
  expect(readFileSync(roots, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/)
  expect(status).toBe(0)
})

test('prints what a program needs as JSON', async () => {
  const { out, status } = await run(['--json', '--drop-after', '7'], /\n$/)
  const printed = JSON.parse(out)
  expect(Object.keys(printed)).toEqual([
    'map',
    'resolvers',
    'insideResolver',
    'rootPem',
    'addresses',
    'scenarios',
  ])
  expect(printed.map.dropAfterMs).toBe(7)
  expect(status).toBe(0)
})

test.each([['--drop-after', 'soon'], ['--nonsense']])(
  'refuses %s and says how it is used',
  async (...options) => {
    const { err, status } = await run(options, /never/)
    expect(err).toMatch(/^.*(--drop-after takes|--nonsense).*\n\nUsage: /s)
    expect(status).toBe(2)
  },
)
