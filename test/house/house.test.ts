import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { outdatedPages } from '../../scripts/finding-pages.ts'
import { isSchemaUpToDate } from '../../scripts/outpost-schema.ts'
import { TOOL } from '../../shared/engine/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const execute = promisify(execFile)

/** Runs a program of the development dependencies; what it prints is the message when it fails. */
async function run(signal: AbortSignal, name: string, script: string, ...args: string[]): Promise<void> {
  try {
    await execute(process.execPath, [`${root}/node_modules/${script}`, ...args], {
      cwd: root,
      maxBuffer: 1e8,
      // A test that is over leaves no compiler behind that slows the next one.
      signal,
    })
  } catch (error) {
    signal.throwIfAborted()
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${name}:\n${stdout}${stderr}`)
  }
}

describe('a contributor can rely on', () => {
  test.for(['shared', 'worker', 'extension', '.'])('strict types in %s', async (project, { signal }) => {
    // The native compiler takes a third of the time; what reads TypeScript by an interface needs the other one.
    await run(signal, 'tsc', 'typescript-7/bin/tsc', '-p', project)
  })

  test('one format and no lint', async ({ signal }) => {
    await run(signal, 'biome', '@biomejs/biome/bin/biome', 'check', '.')
  })

  test('imports that go one way', async ({ signal }) => {
    const parts = ['shared', 'node', 'cli', 'worker', 'lab', 'extension', 'scripts']
    await run(signal, 'depcruise', 'dependency-cruiser/bin/dependency-cruiser.mjs', ...parts)
  })
})

describe('a browser can use', () => {
  const bundle = (entry: string) =>
    build({
      entryPoints: [`${root}/${entry}`],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      logLevel: 'silent',
    })

  test.each([
    'shared/engine/index.ts',
    'shared/findings/index.ts',
    'shared/render/text/index.ts',
    'shared/render/json.ts',
    'shared/vantage/edge-vantage.ts',
    'shared/protocols/x509/index.ts',
    'shared/protocols/http/index.ts',
    'shared/protocols/dns/index.ts',
  ])('%s', async (entry) => {
    const { errors, outputFiles } = await bundle(entry)
    expect(errors).toEqual([])
    expect(outputFiles[0]?.text).not.toMatch(/\brequire\("|from "node:/)
  })
})

describe('what is published', () => {
  test('has one version', async () => {
    const { version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8'))
    expect(TOOL.version).toBe(version)
    expect(await readFile(`${root}/CHANGELOG.md`, 'utf8')).toContain(`## ${version}`)
  })

  test('carries no addresses of registries in its lock file', async () => {
    expect(await readFile(`${root}/package-lock.json`, 'utf8')).not.toMatch(/"resolved"|https?:\/\/registry/)
  })

  test.each(['cli/main.ts', 'worker/index.ts'])('%s bundles permissive licences alone', async (entry) => {
    const { metafile } = await build({
      entryPoints: [`${root}/${entry}`],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      splitting: true,
      outdir: 'unused',
      external: ['cloudflare:*'],
      logLevel: 'silent',
    })
    const packages = Object.keys(metafile.inputs)
      .map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input)?.[1])
      .filter((name) => name !== undefined)
    const licences = await Promise.all(
      [...new Set(packages)].map(async (name) => {
        const { license } = JSON.parse(await readFile(`${root}/node_modules/${name}/package.json`, 'utf8'))
        return [name, license] as const
      }),
    )
    expect(licences.length).toBeGreaterThan(1)
    expect(
      licences.filter(([, licence]) => !/^(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0)$/.test(licence)),
    ).toEqual([])
  })
})

describe('a reader can rely on', () => {
  test('a page for each finding that says what the report says', async () => {
    expect(await outdatedPages(), 'npm run docs').toEqual([])
  })

  test('a JSON Schema of the file of targets as its reader takes it', async () => {
    expect(await isSchemaUpToDate(), 'npm run docs').toBe(true)
  })
})
