import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { buildExtension, EXTENSION_FOLDER } from '../../scripts/build-extension.ts'
import { newPage, startBrowser } from './browser.ts'
import { type CodeServerOptions, startCodeServer } from './code-server.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** How one test inside of the extension host came out. */
export interface InsideResult {
  readonly name: string
  readonly failure?: string
}

/** How the suite came out. */
export interface InsideResults {
  readonly results: readonly InsideResult[]
  /** Files of the editor's own (settings, storage, logs) that hold one of the secrets. */
  readonly filesWith: readonly string[]
}

/**
 * Runs the suite of ./inside in the extension host of a real VS Code: the equivalent of what
 * `extensionTestsPath` does on the desktop.
 */
export async function runInside(
  options: CodeServerOptions & { workspace: string; secrets: readonly string[] },
): Promise<InsideResults> {
  await buildExtension()
  const tests = here('../../build/extension-tests')
  await mkdir(tests, { recursive: true })
  await build({
    entryPoints: [here('./inside/index.ts')],
    bundle: true,
    outfile: `${tests}/index.cjs`,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  })
  const server = await startCodeServer(options)
  const browser = await startBrowser()
  try {
    const page = await newPage(browser)
    const folder = join(server.folder, 'workspace')
    await cp(options.workspace, folder, { recursive: true })
    const results: InsideResult[] = []
    const log: string[] = []
    const ended = Promise.withResolvers<number>()
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      for (const line of args.map(String)) {
        const [, result] = /^outpost-result (.*)$/s.exec(line) ?? []
        if (result === undefined) log.push(line)
        else results.push(JSON.parse(result))
      }
    })
    await page.exposeFunction('codeAutomationExit', (code: number) => ended.resolve(code))
    const authority = new URL(server.url).host
    const payload = [
      ['extensionDevelopmentPath', `vscode-remote://${authority}${EXTENSION_FOLDER}`],
      ['extensionTestsPath', `vscode-remote://${authority}${tests}/index.cjs`],
      ['skipWelcome', 'true'],
    ]
    const query = `folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`
    // The suite's end is waited for below; until then a slow machine may take its time.
    await page.goto(`${server.url}/?${query}`, { waitUntil: 'commit', timeout: 120_000 })
    const limit = setTimeout(
      () => ended.reject(new Error(`the suite does not end:\n${log.slice(-50).join('\n')}`)),
      240_000,
    )
    const code = await ended.promise.finally(() => clearTimeout(limit))
    if (results.length === 0)
      throw new Error(`nothing was tested (exit ${code}):\n${log.slice(-50).join('\n')}`)
    return { results, filesWith: await filesWith(join(server.folder, 'data'), options.secrets) }
  } finally {
    await browser.close()
    await server.close()
  }
}

async function filesWith(folder: string, secrets: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const found = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0))
      return secrets.some((secret) => bytes.includes(secret)) ? [file.slice(folder.length + 1)] : []
    }),
  )
  return found.flat()
}
