import { defineConfig } from 'vitest/config'

/** The lab's scenarios: one lab and one workerd for all of them. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
