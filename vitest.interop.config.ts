import { defineConfig } from 'vitest/config'

/** Against independent programs from Debian: scripts/install-peers.ts installs them first. */
export default defineConfig({
  test: {
    name: 'interop',
    include: ['test/interop/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each file starts servers of its own: side by side they only slow each other down.
    fileParallelism: false,
  },
})
