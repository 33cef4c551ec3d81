import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { withLock } from './lock.mjs'
import { capture, Explained, explainInstall, step } from './step.mjs'

/** Path of npm's own script, to be run by a Node: the npm that started us, else the one beside this Node or on PATH. */
export function findNpm() {
  const given = process.env.npm_execpath
  if (given && basename(given) === 'npm-cli.js' && existsSync(given)) return given
  const places = [
    process.env.OPENWITH_NPM_CLI,
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  for (const directory of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    places.push(join(directory, 'node_modules', 'npm', 'bin', 'npm-cli.js'))
    const link = join(directory, 'npm')
    if (existsSync(link)) places.push(realpathSync(link))
  }
  const found = places.find((place) => place && basename(place) === 'npm-cli.js' && existsSync(place))
  if (!found) throw new Explained('npm was not found. Install Node with npm (18 or newer), then run the command again.')
  return found
}

/**
 * Installs one package into the cache, once: into a temporary folder that is renamed into place when `check` accepts it, so a killed run
 * leaves nothing half made. No install script runs. Returns the folder that holds `node_modules`.
 */
export async function installOnce({ cache, npm, name, version, title, check }) {
  const target = join(cache, `${name.replace('/', '+')}-${version}`)
  if (existsSync(target)) return target
  return withLock(cache, basename(target), async () => {
    if (existsSync(target)) return target
    mkdirSync(join(cache, 'tmp'), { recursive: true })
    const making = mkdtempSync(join(cache, 'tmp', `${basename(target)}-`))
    try {
      await step(title, async () => {
        writeFileSync(join(making, 'package.json'), '{ "private": true }\n')
        const args = [
          npm,
          'install',
          `${name}@${version}`,
          '--prefix',
          making,
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
        ]
        args.push(
          '--no-update-notifier',
          '--loglevel=error',
          '--fetch-retry-mintimeout=1000',
          '--fetch-retry-maxtimeout=5000',
        )
        const { code, output } = await capture(process.execPath, args, { cwd: making, env: cleanEnvironment() })
        if (code !== 0) throw explainInstall(`${name}@${version}`, output)
        await check(making)
      })
      renameSync(making, target)
    } finally {
      rmSync(making, { recursive: true, force: true })
    }
    return target
  })
}

/** npm hands its own settings to what it runs; those that would move the install elsewhere or make it pretend are dropped. */
function cleanEnvironment() {
  const environment = { ...process.env }
  for (const name of Object.keys(environment))
    if (
      /^npm_config_(prefix|local_prefix|global_prefix|global|location|workspaces?|include_workspace_root|dry_run|package_lock_only|omit|include|os|cpu|libc|loglevel)$/i.test(
        name,
      )
    )
      delete environment[name]
  return environment
}
