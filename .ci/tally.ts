/** Adds up what the suites reported, and closes with the one line. A suite without a report has failed. */
import { existsSync, readFileSync } from 'node:fs'

const [folder = '.', ...suites] = process.argv.slice(2)
const sum = { passed: 0, failed: 0, skipped: 0 }
for (const suite of suites) {
  const file = `${folder}/${suite}.json`
  if (!existsSync(file)) {
    console.log(`${suite}: no report`)
    sum.failed += 1
    continue
  }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, success } = report
  // A file that could not even be loaded, or an error outside of any test, has no failed test to count.
  const unseen = !success && numFailedTests === 0 ? Math.max(1, numFailedTestSuites) : 0
  console.log(
    `${suite}: ${numPassedTests} passed, ${numFailedTests + unseen} failed, ${numPendingTests} skipped`,
  )
  // A suite that ran nothing has not passed, but for the one whose cases may not be at hand.
  const absent = suite === 'limbo' && !existsSync('../shared/x509')
  if (numPassedTests === 0 && numFailedTests + unseen === 0 && !absent) sum.failed += 1
  sum.passed += numPassedTests
  sum.failed += numFailedTests + unseen
  sum.skipped += numPendingTests
}
if (sum.passed === 0) sum.failed += 1
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`)
process.exit(sum.failed > 0 ? 1 : 0)
