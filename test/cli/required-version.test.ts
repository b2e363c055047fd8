import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Runs the check as if it ran on that version of Node. */
async function on(version: string): Promise<{ code: number; stderr: string }> {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); import('${here('../../node/required-version.js')}')`
  return promisify(execFile)(process.execPath, ['-e', pretend]).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  )
}

test('a Node that is too old says in one line what is needed', async () => {
  for (const version of ['20.20.2', '22.17.1', '18.0.0']) {
    const { code, stderr } = await on(version)
    expect(stderr).toMatch(
      new RegExp(`^Outpost needs Node 22\\.18 or newer; this is Node ${version}[^\\n]*\\n$`),
    )
    expect(code).toBe(2)
  }
})

test('a Node that is new enough says nothing', async () => {
  for (const version of ['22.18.0', '23.0.0', '24.21.0'])
    expect(await on(version)).toEqual({ code: 0, stderr: '' })
})

test('what is needed is what the package says', async () => {
  const { engines } = JSON.parse(await readFile(here('../../package.json'), 'utf8'))
  expect(engines.node).toBe('>=22.18')
})

test('what an old Node reads before it is told has no syntax that it does not know', async () => {
  // What Node 12 understands: modules, but no `?.`, `??`, and no `await` outside functions.
  for (const path of ['../../node/required-version.js', '../../cli/outpost.js']) {
    expect(await readFile(here(path), 'utf8')).not.toMatch(/\?\.|\?\?|^\s*await /m)
  }
})
