import { type Disposable, FileType, Uri, workspace } from 'vscode'
import { z } from 'zod'
import { probeRequestSchema, reportSchema } from '../../shared/engine/index.ts'
import { Run } from './run.ts'
import type { RunStore } from './run-store.ts'

/** A longer report is not remembered: it would be read at every start. */
const LONGEST_BYTES = 4 * 1024 * 1024

const rememberedSchema = z.object({
  id: z.string().regex(/^[\d-]+$/),
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
  readonly #folder: Uri
  readonly #store: RunStore
  readonly #subscription: Disposable
  #writing: Promise<void> = Promise.resolve()

  constructor(globalStorage: Uri, store: RunStore) {
    this.#folder = Uri.joinPath(globalStorage, 'runs')
    this.#store = store
    this.#subscription = store.onDidEnd((run) => {
      this.#writing = this.#writing.then(() => this.#write(run)).catch(() => undefined)
    })
  }

  /** Reads what former windows left. A file that cannot be read is passed over. */
  async load(): Promise<void> {
    const names = (await this.#names()).slice(0, limit())
    const runs = await Promise.all(names.map((name) => this.#read(name)))
    this.#store.remember(runs.filter((run) => run !== undefined))
  }

  async clear(): Promise<void> {
    await this.#writing
    await Promise.all(
      (await this.#names()).map((name) => workspace.fs.delete(Uri.joinPath(this.#folder, name))),
    )
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
      const entries = await workspace.fs.readDirectory(this.#folder)
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
      const bytes = await workspace.fs.readFile(Uri.joinPath(this.#folder, name))
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
    await workspace.fs.createDirectory(this.#folder)
    await workspace.fs.writeFile(Uri.joinPath(this.#folder, `${id}.json`), bytes)
    const tooMany = (await this.#names()).slice(limit())
    await Promise.all(tooMany.map((name) => workspace.fs.delete(Uri.joinPath(this.#folder, name))))
  }
}

function limit(): number {
  return workspace.getConfiguration('outpost').get('history', 50)
}
