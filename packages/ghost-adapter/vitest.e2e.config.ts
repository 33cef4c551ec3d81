import { defineConfig } from 'vitest/config'

/** The adapters in a real Ghost. One file at a time: each starts Ghost, and the machine may be small. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['e2e/**/*.test.ts'],
    // Ghost's own log, where it helps.
    silent: 'passed-only',
    fileParallelism: false,
    testTimeout: 120_000,
    // A page may take its time to show what was stored.
    expect: { poll: { timeout: 15_000 } },
    // The first run installs Ghost.
    hookTimeout: 1_200_000,
    globalSetup: ['e2e/prepare.ts'],
  },
})
