import { defineConfig } from 'vitest/config'

/** The plugin in a real Payload. One file at a time: each starts Payload, and the machine may be small. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['e2e/**/*.test.ts'],
    // Payload's own log, where it helps.
    silent: 'passed-only',
    fileParallelism: false,
    testTimeout: 120_000,
    // The first run installs Payload.
    hookTimeout: 1_200_000,
    globalSetup: ['e2e/prepare.ts'],
  },
})
