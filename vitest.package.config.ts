import { defineConfig } from 'vitest/config'

/** The packed package: it is installed from npm's registry, which takes its time. */
export default defineConfig({
  test: {
    name: 'package',
    include: ['test/package/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 240_000,
  },
})
