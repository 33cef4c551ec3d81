import { writeFile } from 'node:fs/promises'
import { defineConfig } from 'tsdown'

// The core comes along inside; what it needs at run time is this package's own dependency, and Strapi's parts are peers.
const deps = { alwaysBundle: [/^@openwith\//] }

const admin = {
  entry: { index: 'admin/src/index.tsx' },
  outDir: 'dist/admin',
  platform: 'browser',
  target: 'es2022',
  tsconfig: 'admin/tsconfig.json',
  minify: true,
  dts: false,
  fixedExtension: true,
  deps,
} as const

export default defineConfig([
  // Strapi loads the server half by `require`, and only a file that ends in `.js`: so its folder says that it is CommonJS. An `import` gets the same file.
  {
    entry: { index: 'src/index.ts' },
    outDir: 'dist/server',
    format: 'cjs',
    platform: 'node',
    target: 'node22.13',
    dts: false,
    outExtensions: () => ({ js: '.js' }),
    onSuccess: () => writeFile('dist/server/package.json', '{ "type": "commonjs" }\n'),
    deps,
  },
  // What Vite bundles into the admin: the entry, and chunks that are loaded when they are first shown.
  { ...admin, format: 'esm' },
  // What `require.resolve` must find; nobody loads it.
  { ...admin, format: 'cjs', clean: false, outputOptions: { codeSplitting: false } },
])
