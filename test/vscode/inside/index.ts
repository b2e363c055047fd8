/** What VS Code loads into its extension host: all suites, and how they came out. */
import Mocha from 'mocha'
import { suites } from './suites.ts'

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false })
  mocha.suite.emit('pre-require', globalThis, '', mocha)
  for (const suite of suites) suite()
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve)
    runner.on('pass', (test) => tell({ name: test.fullTitle() }))
    runner.on('fail', (test, error: Error) =>
      tell({ name: test.fullTitle(), failure: `${error.message}\n${error.stack ?? ''}` }),
    )
  })
  if (failures > 0) throw new Error(`${failures} failed`)
}

function tell(result: { name: string; failure?: string }): void {
  console.log(`outpost-result ${JSON.stringify(result)}`)
}
