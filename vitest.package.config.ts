import { defineConfig } from 'vitest/config'

/** The commands as their users start them, and the packed package, which is installed from npm's registry: all take their time. */
export default defineConfig({
  test: {
    name: 'package',
    include: ['test/package/*.test.ts', 'test/cli/*.process.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
})
