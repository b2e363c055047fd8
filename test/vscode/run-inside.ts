import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { buildExtension, EXTENSION_FOLDER } from '../../scripts/build-extension.ts'
import { newPage, startBrowser } from './browser.ts'
import { type CodeServerOptions, startCodeServer } from './code-server.ts'
import { filesWithSecrets, filesWithText, type Secrets, secretsIn } from './secret-search.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** A window that hangs is told by name before the whole suite is given up. */
const LONGEST_MS = 240_000
const TESTS = here('../../build/extension-tests')

/** How one test inside of the extension host came out. */
export interface InsideResult {
  readonly name: string
  readonly failure?: string
}

/** A window to open, and what is tested in it: `name` is a file of ./inside/windows. */
export interface InsideWindow {
  readonly name: string
  /** A folder, of which it opens a copy. */
  readonly workspace: string
  /** Settings of the user beside those that all windows have. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** A real VS Code whose windows run tests in their extension host, one after the other. */
export interface InsideHost {
  run(window: InsideWindow): Promise<readonly InsideResult[]>
  /** Where the editor keeps what is its own (settings, storage, logs, a browser's databases) and holds one of the secrets. */
  placesWith(secrets: Secrets): Promise<readonly string[]>
  /** Files of the editor's own that hold a text. */
  filesWith(text: string): Promise<readonly string[]>
  close(): Promise<void>
}

/** Starts it: the equivalent of what `extensionTestsPath` does on the desktop. */
export async function startInside(options: CodeServerOptions): Promise<InsideHost> {
  await buildExtension()
  await mkdir(TESTS, { recursive: true })
  await build({
    entryPoints: [here('./inside/windows/*.ts')],
    bundle: true,
    outdir: TESTS,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  })
  const server = await startCodeServer(options)
  const browser = await startBrowser()
  const ofBrowsers: [name: string, content: string][] = []
  return {
    async run({ name, workspace, settings }) {
      await server.setSettings({ ...options.settings, ...settings })
      const folder = join(server.folder, 'workspaces', name)
      await cp(workspace, folder, { recursive: true })
      const page = await newPage(browser)
      const results: InsideResult[] = []
      try {
        await runWindow(page, server.url, folder, `${TESTS}/${name}.cjs`, results)
        ofBrowsers.push([`the browser of ${name}`, await storageOf(page)])
      } catch (error) {
        // The other windows have something to tell all the same.
        results.push({ name: 'the window does what it should', failure: String(error) })
      }
      await page.close()
      return results
    },
    async placesWith(secrets) {
      const places = ofBrowsers.flatMap(([name, content]) =>
        secretsIn(Buffer.from(content), secrets).map((secret) => `${name}: ${secret}`),
      )
      return [...places, ...(await filesWithSecrets(server.folder, secrets))]
    },
    filesWith: (text) => filesWithText(server.folder, text),
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

async function runWindow(
  page: Page,
  server: string,
  folder: string,
  tests: string,
  results: InsideResult[],
): Promise<void> {
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
  const authority = new URL(server).host
  const payload = [
    ['extensionDevelopmentPath', `vscode-remote://${authority}${EXTENSION_FOLDER}`],
    ['extensionTestsPath', `vscode-remote://${authority}${tests}`],
    ['skipWelcome', 'true'],
  ]
  const query = `folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`
  await page.goto(`${server}/?${query}`, { waitUntil: 'commit', timeout: 120_000 })
  const limit = setTimeout(
    () => ended.reject(new Error(`the suite does not end:\n${log.slice(-50).join('\n')}`)),
    LONGEST_MS,
  )
  const code = await ended.promise.finally(() => clearTimeout(limit))
  if (results.length === 0) {
    throw new Error(`nothing was tested (exit ${code}):\n${log.slice(-50).join('\n')}`)
  }
}

/** What the browser keeps for the editor, as text: its state is there, where no folder on a disk has it. */
function storageOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const result = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const readable = (value: unknown) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value)
    const kept = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })]
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue
      const database = await result(indexedDB.open(name))
      for (const store of database.objectStoreNames) {
        const entries = database.transaction(store, 'readonly').objectStore(store)
        const [keys, values] = await Promise.all([result(entries.getAllKeys()), result(entries.getAll())])
        kept.push(...keys.map((key, at) => `${name}/${store}/${String(key)}: ${readable(values[at])}`))
      }
      database.close()
    }
    return kept.join('\n')
  })
}
