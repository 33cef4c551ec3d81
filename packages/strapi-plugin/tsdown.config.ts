import { defineConfig } from 'tsdown'

const shared = {
  format: ['esm', 'cjs'],
  platform: 'node',
  dts: false,
  fixedExtension: true,
  clean: true,
  // The core comes along inside; what it needs at run time is this package's own dependency, and Strapi's parts are peers.
  deps: { alwaysBundle: [/^@openwith\//] },
} as const

export default defineConfig([
  { ...shared, entry: { index: 'src/index.ts' }, outDir: 'dist/server', target: 'node22.13' },
  {
    ...shared,
    entry: { index: 'admin/src/index.tsx' },
    outDir: 'dist/admin',
    platform: 'browser',
    target: 'es2022',
    tsconfig: 'admin/tsconfig.json',
    minify: true,
    outputOptions: { chunkFileNames: '[name]-[hash].mjs' },
  },
])
