import { defineConfig } from 'vitest/config'

/** The extension in a real Directus. One file at a time: each starts Directus, and the machine may be small. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['e2e/**/*.test.ts'],
    // Directus's own log, where it helps.
    silent: 'passed-only',
    fileParallelism: false,
    testTimeout: 120_000,
    // The first run installs Directus.
    hookTimeout: 1_200_000,
    globalSetup: ['e2e/prepare.ts'],
  },
})
