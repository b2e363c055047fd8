/**
 * `npm run bench:x509`: how long an ordinary chain of three certificates takes from its bytes to the verdict, beside
 * pkijs and @peculiar/x509 (which check less), and the bare signatures as the floor. Fails when it is not ahead.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CONTENDERS } from './contenders.ts'

const PROCESSES = 5

interface Times {
  readonly first: number
  readonly median: number
}

const measure = fileURLToPath(new URL('./measure.ts', import.meta.url))
const middle = (values: readonly number[]) =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0

// Round by round, so that a busy moment of the machine meets all of them.
const runs = Object.fromEntries(Object.keys(CONTENDERS).map((name): [string, Times[]] => [name, []]))
for (let round = 0; round < PROCESSES; round += 1)
  for (const [name, times] of Object.entries(runs))
    times.push(JSON.parse(execFileSync(process.execPath, [measure, name], { encoding: 'utf8' })) as Times)

console.log(`validation of three certificates, milliseconds (medians of ${PROCESSES} processes)`)
console.log(`${''.padEnd(18)}${'first'.padStart(8)}${'warm'.padStart(8)}`)
const results = Object.entries(runs).map(([name, times]) => {
  const first = middle(times.map((one) => one.first))
  const warm = middle(times.map((one) => one.median))
  console.log(`${name.padEnd(18)}${first.toFixed(2).padStart(8)}${warm.toFixed(2).padStart(8)}`)
  return { name, first, warm }
})
const ours = results.find(({ name }) => name === 'outpost')
const peers = results.filter(({ name }) => name === 'pkijs' || name === '@peculiar/x509')
if (!ours || peers.some(({ first, warm }) => ours.first >= first || ours.warm >= warm)) {
  console.error('bench:x509: not ahead of both')
  process.exitCode = 1
}
