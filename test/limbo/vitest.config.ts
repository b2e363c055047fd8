import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** The acceptance suites in workerd; Node runs them without a test runner (run.ts). */
export default defineConfig({
  plugins: [cloudflareTest({ miniflare: { compatibilityDate: '2026-08-04' } })],
  test: {
    name: 'limbo in workerd',
    include: ['test/limbo/*.test.ts'],
    globalSetup: ['test/limbo/provide-suites.ts'],
    testTimeout: 120_000,
  },
})
