#!/usr/bin/env node
import { spawn } from 'node:child_process'
// The door of the root scripts (`npm run demo`, `npm test`, ...). Runs on any Node >= 18 that has npm, needs nothing else:
// finds or fetches the Node and pnpm this repository works with, installs what is missing, then runs `toolchain/<command>.ts`.
import { existsSync, readdirSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheDirectory } from './bootstrap/cache-directory.mjs'
import { installDependencies } from './bootstrap/install-dependencies.mjs'
import { findNpm } from './bootstrap/npm.mjs'
import { Explained, say } from './bootstrap/step.mjs'
import { findNode, findPnpm } from './bootstrap/tools.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

async function main() {
  const [command, ...rest] = process.argv.slice(2)
  const commands = readdirSync(join(root, 'toolchain'))
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.') && !name.endsWith('.d.ts'))
    .map((name) => name.slice(0, -3))
  const known = [...commands, 'exec', 'pnpm'].sort()
  if (command === undefined || !known.includes(command))
    throw new Explained(
      `${command === undefined ? 'No command given' : `There is no command "${command}"`}. There are: ${known.join(', ')}.`,
    )

  const cache = cacheDirectory()
  const npm = findNpm()
  const node = await findNode({ cache, npm })
  const pnpm = await findPnpm({ cache, npm })
  const environment = childEnvironment({ cache, node, pnpm, npm })

  if (command === 'pnpm') return run(pnpm, rest, environment)
  await installDependencies({ root, cache, pnpm, node, environment })
  if (command === 'exec')
    return run(rest[0] ?? 'node', rest.slice(1), environment, { shell: process.platform === 'win32' })
  return run(node.path, [join(root, 'toolchain', `${command}.ts`), ...rest], environment)
}

/** The environment in which `node`, `pnpm`, workspace binaries and npm's own child processes all mean the right Node. */
function childEnvironment({ cache, node, pnpm, npm }) {
  const environment = { ...process.env }
  // `npm run` hands its own settings down; a nested npm must not take this checkout for its target.
  for (const name of Object.keys(environment))
    if (
      /^npm_(package_|lifecycle_|command$|config_(prefix|local_prefix|global_prefix|global|workspaces?|include_workspace_root)$)/i.test(
        name,
      )
    )
      delete environment[name]
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  environment[pathName] = [join(root, 'node_modules', '.bin'), dirname(node.path), dirname(pnpm), environment[pathName]]
    .filter(Boolean)
    .join(delimiter)
  // Native add-ons compile against the headers of the Node that loads them, not of the system's.
  if (node.headers !== null) environment.npm_config_nodedir = node.headers
  environment.NODE_OPTIONS = [environment.NODE_OPTIONS, '--disable-warning=ExperimentalWarning']
    .filter(Boolean)
    .join(' ')
  environment.OPENWITH_CACHE = cache
  environment.OPENWITH_NPM_CLI = npm
  environment.TURBO_TELEMETRY_DISABLED ??= '1'
  environment.STRAPI_TELEMETRY_DISABLED ??= 'true'
  return environment
}

/** Runs a program in the foreground, passes signals on, and ends as it ended. */
function run(program, args, environment, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: environment, stdio: 'inherit', ...options })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const forward = (signal) => {
      // A terminal sends Ctrl+C to the whole group; the child already has it.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    for (const signal of signals) process.on(signal, forward)
    // npm passes a signal to a shell of its own, which dies of it alone: then the command must end as well
    const parent = process.ppid
    const orphaned = setInterval(() => {
      if (process.env.npm_lifecycle_event === undefined || process.ppid === parent) return
      clearInterval(orphaned)
      child.kill('SIGTERM')
    }, 250)
    child.on('error', (error) => reject(new Explained(`Could not start ${program}: ${error.message}`)))
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      clearInterval(orphaned)
      resolve(code ?? 128 + (constants.signals[signal] ?? 1))
    })
  })
}

const major = Number(process.versions.node.split('.')[0])
if (major < 18 || !existsSync(join(root, 'pnpm-lock.yaml'))) {
  say(
    major < 18
      ? `This is Node ${process.versions.node}. Node 18 or newer is needed to start; the rest is fetched.`
      : `${root} is no complete checkout: pnpm-lock.yaml is missing.`,
  )
  process.exitCode = 1
} else {
  try {
    process.exitCode = await main()
  } catch (error) {
    say(error instanceof Explained ? error.message : (error.stack ?? String(error)))
    process.exitCode = 1
  }
}
