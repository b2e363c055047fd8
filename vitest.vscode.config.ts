import { defineConfig } from 'vitest/config'

/** In a real VS Code, which scripts/install-vscode.ts installs first. One window after the other. */
export default defineConfig({
  test: {
    name: 'vscode',
    include: ['test/vscode/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    // A browser on a busy machine loses a key now and then. What fails three times is no accident.
    retry: 2,
  },
})
