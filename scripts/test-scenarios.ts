/**
 * `npm run test:scenarios`: every tenant of the lab. With `--table` it ends with the list of failure modes: which were
 * recognised, which were missed, and where something was found that should not be. All other arguments are vitest's.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OBSERVATIONS, type Observation } from '../test/scenarios/observation.ts'
import { isComplete, rowResults, tableText } from '../test/scenarios/table.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const rest = process.argv.slice(2).filter((argument) => argument !== '--table')
const withTable = rest.length < process.argv.length - 2
const isPart = rest.some((argument) => /^(?:-t|--testNamePattern)\b/.test(argument))

const folder = mkdtempSync(join(tmpdir(), 'outpost-scenarios-'))
const file = join(folder, 'observations.ndjson')
writeFileSync(file, '')
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.scenarios.config.ts', ...rest],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...(withTable && { [OBSERVATIONS]: file }) } },
)
const observations = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Observation => JSON.parse(line))
rmSync(folder, { recursive: true })

process.exitCode = status ?? 1
if (withTable) {
  const results = rowResults(observations)
  console.log(tableText(results))
  if (!isPart && !isComplete(results)) process.exitCode = 1
}
