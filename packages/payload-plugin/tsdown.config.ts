import { defineConfig } from 'tsdown'

// The core comes along inside; what it needs at run time is this package's own dependency, and Payload, Next and React are peers.
// Server components name our own client components by their public path: Next makes the border between the two there.
const deps = { alwaysBundle: [/^@openwith\/connector-/], neverBundle: ['@openwith/payload-plugin/client'] }
const common = {
  format: 'esm',
  target: 'es2024',
  tsconfig: '../tsconfig.payload-plugin.json',
  fixedExtension: false,
  dts: true,
  deps,
} as const

// Three builds that share no chunk, so that `'use client'` stays at the head of the one file that needs it.
export default defineConfig([
  { ...common, entry: { index: 'src/index.ts' }, platform: 'node' },
  { ...common, entry: { rsc: 'src/rsc/index.ts' }, platform: 'node', clean: false },
  { ...common, entry: { client: 'src/client/index.ts' }, platform: 'browser', clean: false },
])
