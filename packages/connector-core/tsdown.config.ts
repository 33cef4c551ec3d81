import { defineConfig } from 'tsdown'

// One file for each source file, so that an import of one room loads no other.
export default defineConfig({
  entry: [
    'src/index.ts',
    'src/host.ts',
    'src/errors.ts',
    'src/{formats,settings,create,editor,folder,storage,browser}/index.ts',
    'src/folder/files.ts',
    'src/doors/content.ts',
    'src/http/{node,express,koa}.ts',
    'src/state/{memory,sqlite,sql,postgres}.ts',
  ],
  // types come from what is published alone: tests reach into other packages
  tsconfig: 'tsconfig.build.json',
  platform: 'node',
  target: 'node22.13',
  format: 'esm',
  unbundle: true,
  fixedExtension: false,
  dts: true,
})
