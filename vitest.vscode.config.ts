import { defineConfig } from 'vitest/config'

/** In a real VS Code, which scripts/install-vscode.ts installs first. One window after the other. */
export default defineConfig({
  test: {
    name: 'vscode',
    include: ['test/vscode/*.test.ts'],
    // Each wait of a test has a deadline of its own, which says what did not come about; these end what has none.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})
