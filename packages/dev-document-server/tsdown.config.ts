import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  // types come from what is published alone: tests reach into other packages
  tsconfig: 'tsconfig.build.json',
  fixedExtension: false,
  dts: true,
})
