import Mocha from 'mocha'

/** Runs suites in the extension host, and tells how each test came out. */
export async function runSuites(suites: readonly (() => void)[]): Promise<void> {
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
