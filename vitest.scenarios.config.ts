import { defineConfig } from 'vitest/config'

/** Every tenant of the lab, from Node and through the Worker: one lab and one workerd for all of them. */
export default defineConfig({
  test: {
    name: 'scenarios',
    include: ['test/scenarios/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxConcurrency: 8,
  },
})
