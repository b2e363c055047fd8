/**
 * `npm run test:limbo`: judges the acceptance suites in Node, prints the table, and fails below the targets. Prints
 * `skipped` where the suites are not at hand.
 */
import { findShortfalls, formatResults, judgeSuite } from './judge.ts'
import { isPublicSuffix } from './public-suffix.ts'
import { readSuiteFiles, suiteFolder } from './suite-files.ts'
import { readSuite } from './suites.ts'

const folder = suiteFolder()
if (folder === undefined) {
  console.log('limbo: skipped (no suites in ../shared/x509, and OUTPOST_LIMBO names no folder that has them)')
} else {
  const results = []
  for (const { file, gzipped } of await readSuiteFiles(folder))
    results.push(await judgeSuite(await readSuite(file, gzipped), { isPublicSuffix }))
  console.log(formatResults(results))
  const shortfalls = findShortfalls(results)
  for (const shortfall of shortfalls) console.error(`limbo: ${shortfall}`)
  process.exitCode = shortfalls.length > 0 ? 1 : 0
}
