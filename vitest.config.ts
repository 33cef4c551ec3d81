import { defineConfig } from 'vitest/config'

// Unit and contract tests. Tests that need a whole CMS have configurations of their own beside them.
export default defineConfig({
  test: {
    include: ['packages/**/*.test.{ts,tsx}', 'examples/{app,express,koa,fetch}/**/*.test.ts', 'toolchain/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/e2e/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
