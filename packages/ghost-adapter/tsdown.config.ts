import { defineConfig } from 'tsdown'

const node = { platform: 'node', target: 'node22.13', dts: false } as const

// Ghost loads an adapter by `require` from its content folder, where none of its packages can be found: so each is one CommonJS file with everything inside.
const adapter = {
  ...node,
  format: 'cjs',
  outExtensions: () => ({ js: '.cjs' }),
  outputOptions: { codeSplitting: false },
  deps: { alwaysBundle: /./ },
} as const

// A browser gets one file for each script.
const browser = {
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  outDir: 'dist/browser',
  minify: true,
  dts: false,
  clean: false,
  outputOptions: { entryFileNames: '[name].js' },
  deps: { alwaysBundle: /./ },
} as const

export default defineConfig([
  { ...adapter, entry: { index: 'src/sso-adapter.ts' }, outDir: 'dist/sso' },
  { ...adapter, entry: { index: 'src/storage-adapter.ts' }, outDir: 'dist/storage' },
  // What runs outside Ghost: its packages are this package's own dependencies, and only the core comes along inside.
  {
    ...node,
    // types come from what is published alone: tests reach into other packages
    tsconfig: 'tsconfig.build.json',
    dts: true,
    entry: { cli: 'src/cli/index.ts', sidecar: 'src/sidecar/index.ts' },
    outDir: 'dist/node',
    format: 'esm',
    fixedExtension: false,
    deps: { alwaysBundle: /^@openwith\// },
  },
  { ...browser, entry: { admin: 'src/browser/admin.ts' } },
  { ...browser, entry: { pages: 'src/browser/pages/index.ts' } },
  { ...browser, entry: { site: 'src/browser/site.ts' } },
])
