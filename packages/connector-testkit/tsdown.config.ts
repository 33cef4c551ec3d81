import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: 'src/index.ts',
  // types come from what is published alone: tests reach into other packages
  tsconfig: 'tsconfig.build.json',
  platform: 'node',
  target: 'node22.13',
  format: 'esm',
  fixedExtension: false,
  dts: true,
})
