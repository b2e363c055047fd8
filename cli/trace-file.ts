import { closeSync, fchmodSync, fstatSync, openSync, writeSync } from 'node:fs'
import type { TraceEntry } from '../shared/engine/index.ts'
import { traceText } from '../shared/render/trace-text.ts'
import { UsageError } from './usage-error.ts'

/** A file that is written while a run goes on. */
export interface TraceFile {
  write(entry: TraceEntry): void
  close(): void
}

/**
 * Opens the file for an annotated trace, which nobody but its owner may read: names in it are for colleagues.
 *
 * @throws UsageError when it cannot be written
 */
export function openTraceFile(path: string): TraceFile {
  let file: number
  try {
    file = openSync(path, 'w', 0o600)
    // A file that is there keeps its mode; a terminal or a pipe has none of its own.
    if (fstatSync(file).isFile()) fchmodSync(file, 0o600)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UsageError(`--trace: ${path} cannot be written: ${REASONS[code] ?? code}`)
  }
  return {
    write: (entry) => {
      writeSync(file, traceText(entry))
    },
    close: () => closeSync(file),
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  EROFS: 'the file system is read-only',
}
