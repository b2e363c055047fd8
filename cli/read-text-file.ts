import { readFile, stat } from 'node:fs/promises'
import { UsageError } from './usage-error.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
}

/**
 * A file as text.
 *
 * @throws UsageError for a file that cannot be read, is larger than `largest` bytes, or is not UTF-8 (or UTF-16 with a mark)
 */
export async function readTextFile(path: string, largest: number): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > largest) throw new UsageError(`${path} has ${size} bytes: expected at most ${largest}`)
    return decode(await readFile(path))
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (error instanceof TypeError) throw new UsageError(`${path} cannot be read as text in UTF-8`)
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UsageError(`${path} cannot be read: ${REASONS[code] ?? code}`)
  }
}

function decode(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  return new TextDecoder(encoding, { fatal: true }).decode(bytes)
}
