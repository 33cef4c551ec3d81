import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** How a plugin's tests run in its real CMS. One file at a time: each starts the CMS, and the machine may be small. `root`: the package's folder. */
export function e2eConfig(root: string): ViteUserConfig {
  return defineConfig({
    root,
    test: {
      include: ['e2e/**/*.test.ts'],
      // The CMS's own log, where it helps.
      silent: 'passed-only',
      fileParallelism: false,
      testTimeout: 120_000,
      // A page may take its time to show what was stored.
      expect: { poll: { timeout: 15_000 } },
      // The first run installs the CMS.
      hookTimeout: 1_200_000,
      globalSetup: ['e2e/prepare.ts'],
    },
  })
}
