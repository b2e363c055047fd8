import { describe, expect, inject, test } from 'vitest'
import { findShortfalls, formatResults, judgeSuite } from './judge.ts'
import { isPublicSuffix } from './public-suffix.ts'
import { readSuite, type SuiteFile } from './suites.ts'

declare module 'vitest' {
  interface ProvidedContext {
    limboSuites: readonly { readonly file: SuiteFile; readonly base64: string }[]
  }
}

const provided = inject('limboSuites')

describe('the acceptance suites in workerd', () => {
  test.skipIf(provided.length === 0)('the verdicts are those that the suites ask for', async () => {
    const results = []
    for (const { file, base64 } of provided) {
      const gzipped = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      results.push(await judgeSuite(await readSuite(file, gzipped), { isPublicSuffix }))
    }
    console.log(formatResults(results))
    expect(findShortfalls(results)).toEqual([])
  })
})
