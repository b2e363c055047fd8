import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** For what hangs, however busy the machine is: how fast something is no test asks. */
const LIMITS = { testTimeout: 60_000, hookTimeout: 60_000 }

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Servers that the suites of both runtimes talk to: started once, in Node. A new file needs no entry here. */
const setups = readdirSync(here('test/wire/setup')).filter((file) => file.endsWith('.ts'))

/** Everything that needs Node and npm alone. What needs Debian's packages is in vitest.interop.config.ts. */
export default defineConfig({
  test: {
    // One more than there are processors: some tests wait for a patience to run out, or for a program that they start.
    maxWorkers: availableParallelism() + 1,
    globalSetup: setups.map((file) => `test/wire/setup/${file}`),
    projects: [
      {
        resolve: { alias: { '#platform': here('test/wire/platform/node.ts') } },
        test: {
          name: 'node',
          // Starting a worker a file costs more than most files do.
          isolate: false,
          include: ['test/{core,wire,node,lab,cli,worker,extension}/**/*.test.ts'],
          // Commands as their users start them are tested with the package.
          exclude: ['**/*.process.test.ts'],
          ...LIMITS,
        },
      },
      {
        plugins: [cloudflareTest({ miniflare: { compatibilityDate: '2026-08-04' } })],
        resolve: { alias: { '#platform': here('test/wire/platform/workerd.ts') } },
        test: {
          name: 'workerd',
          // As above: a runtime a file took longer to start than most files take.
          isolate: false,
          include: ['test/wire/**/*.test.ts'],
          ...LIMITS,
        },
      },
      {
        // How long a compiler takes says nothing of what it finds: the limit is for one that hangs.
        test: { name: 'house', include: ['test/house/*.test.ts'], testTimeout: 600_000 },
      },
    ],
  },
})
