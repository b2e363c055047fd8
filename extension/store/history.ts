import { type Disposable, FileType, Uri, workspace } from 'vscode'
import { z } from 'zod'
import { probeRequestSchema, reportSchema } from '../../shared/engine/index.ts'
import { Run } from './run.ts'
import type { RunStore } from './run-store.ts'

/** A longer report is not remembered: it would be read at every start. */
const LONGEST_BYTES = 4 * 1024 * 1024

const USUAL = 50
const MOST_REMEMBERED = 500

/** A run's file is named by when it began, so that the names are in its order. */
const OURS = /^\d+-\d+\.json$/

const rememberedSchema = z.object({
  id: z.string().regex(/^\d+-\d+$/),
  start: z.object({
    from: z.enum(['here', 'edge', 'sample']),
    place: z.string(),
    request: probeRequestSchema,
    origin: z.object({ uri: z.string(), version: z.number() }).optional(),
  }),
  startedAt: z.number(),
  report: reportSchema,
})

/** Remembers ended runs in a folder of the extension's own, a file each, the oldest forgotten first. */
export class History implements Disposable {
  /** Where the files are. */
  readonly folder: Uri
  readonly #store: RunStore
  readonly #subscription: Disposable
  #writing: Promise<void> = Promise.resolve()

  constructor(globalStorage: Uri, store: RunStore) {
    this.folder = Uri.joinPath(globalStorage, 'runs')
    this.#store = store
    this.#subscription = store.onDidEnd((run) => {
      this.#writing = this.#writing.then(() => this.#write(run)).catch(() => undefined)
    })
  }

  /** Reads what former windows left. A file that cannot be read is passed over. */
  async load(): Promise<void> {
    const names = (await this.#names()).filter((name) => OURS.test(name)).slice(0, limit())
    const runs = await Promise.all(names.map((name) => this.#read(name)))
    this.#store.remember(runs.filter((run) => run !== undefined))
  }

  async clear(): Promise<void> {
    await this.#writing
    await this.#forget(await this.#names())
  }

  /** What is still being written. */
  async settled(): Promise<void> {
    await this.#writing
  }

  dispose(): void {
    this.#subscription.dispose()
  }

  /** The newest first. */
  async #names(): Promise<string[]> {
    try {
      const entries = await workspace.fs.readDirectory(this.folder)
      return entries
        .filter(([name, type]) => type === FileType.File && name.endsWith('.json'))
        .map(([name]) => name)
        .sort()
        .reverse()
    } catch {
      return []
    }
  }

  async #read(name: string): Promise<Run | undefined> {
    try {
      const bytes = await workspace.fs.readFile(Uri.joinPath(this.folder, name))
      if (bytes.length > LONGEST_BYTES) return undefined
      const parsed = rememberedSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
      if (!parsed.success) return undefined
      const { id, start, startedAt, report } = parsed.data
      const { origin, ...rest } = start
      return Run.remembered(id, { ...rest, ...(origin && { origin }) }, startedAt, report)
    } catch {
      return undefined
    }
  }

  async #write(run: Run): Promise<void> {
    const { id, start, startedAt, report } = run
    if (limit() === 0 || report === undefined) return
    const bytes = new TextEncoder().encode(JSON.stringify({ id, start, startedAt, report }))
    if (bytes.length > LONGEST_BYTES) return
    await workspace.fs.createDirectory(this.folder)
    await workspace.fs.writeFile(Uri.joinPath(this.folder, `${id}.json`), bytes)
    await this.#forget((await this.#names()).slice(limit()))
  }

  /** Another window may have been faster. */
  async #forget(names: readonly string[]): Promise<void> {
    await Promise.allSettled(names.map((name) => workspace.fs.delete(Uri.joinPath(this.folder, name))))
  }
}

/** A setting is what somebody typed. */
function limit(): number {
  const given: unknown = workspace.getConfiguration('outpost').get('history')
  return typeof given === 'number' && given >= 0 ? Math.min(Math.floor(given), MOST_REMEMBERED) : USUAL
}
