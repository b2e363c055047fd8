/** One contender in a process of its own: the first validation, then the median of many. Prints JSON. */
import { makeOrdinaryChain } from './chain.ts'
import { CONTENDERS } from './contenders.ts'

const ROUNDS = 200

const contender = CONTENDERS[process.argv[2] ?? '']
if (!contender) throw new Error(`one of: ${Object.keys(CONTENDERS).join(', ')}`)
const chain = makeOrdinaryChain()
const times: number[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  const started = performance.now()
  await contender(chain)
  times.push(performance.now() - started)
}
const [first] = times
const median = times.toSorted((left, right) => left - right)[ROUNDS / 2]
console.log(JSON.stringify({ first, median }))
