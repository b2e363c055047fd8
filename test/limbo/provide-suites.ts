import type { TestProject } from 'vitest/node'
import { readSuiteFiles, suiteFolder } from './suite-files.ts'

/** Hands the suites to the tests in workerd, which has no files: compressed, in base64. */
export default async function provideSuites(project: TestProject): Promise<void> {
  const folder = suiteFolder()
  const files = folder === undefined ? [] : await readSuiteFiles(folder)
  project.provide(
    'limboSuites',
    files.map(({ file, gzipped }) => ({ file, base64: Buffer.from(gzipped).toString('base64') })),
  )
}
