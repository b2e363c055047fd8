import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { SUITE_FILES, type SuiteFile } from './suites.ts'

/** The folder of the suites: what OUTPOST_LIMBO names, else the one beside the repository; `undefined` without any. */
export function suiteFolder(): string | undefined {
  const folder = process.env.OUTPOST_LIMBO ?? fileURLToPath(new URL('../../../shared/x509', import.meta.url))
  return SUITE_FILES.every((file) => existsSync(`${folder}/${file}`)) ? folder : undefined
}

/** Every suite's file, still compressed. */
export async function readSuiteFiles(
  folder: string,
): Promise<{ file: SuiteFile; gzipped: Uint8Array<ArrayBuffer> }[]> {
  return await Promise.all(
    SUITE_FILES.map(async (file) => ({ file, gzipped: new Uint8Array(await readFile(`${folder}/${file}`)) })),
  )
}
