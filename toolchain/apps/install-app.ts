import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cacheDirectory } from '../bootstrap/cache-directory.mjs'
import { withLock } from '../bootstrap/lock.mjs'
import { hashFiles } from './hash-files.ts'
import { type PackedPackage, packPackage } from './pack-package.ts'
import { type Log, npm, step } from './step.ts'

/** An example application and the package of ours that it gets. */
export interface ExampleApp {
  /** Name in the cache, such as `strapi`. */
  name: string
  /** What is installed, for people: `Strapi 5.54`. */
  title: string
  /** How large that is, for people: `1400 packages, some minutes`. */
  effort: string
  /** The example's folder in the checkout, with `package.json` and a lock file. */
  from: string
  /** Files of `from` that decide what is installed. Default: `package.json` and `package-lock.json`. */
  lockFiles?: readonly string[]
  /** Files and folders of `from` that are the application's own; they are brought up to date before each use. */
  files: readonly string[]
  /** Our package's folder. */
  plugin: string
  /** Replaces `npm install` of the lock files, which are in `directory` already. */
  install?(directory: string, log: Log): Promise<void>
  /** Replaces `npm install` of the packed package. */
  add?(directory: string, packed: PackedPackage, log: Log): Promise<void>
  /** What the application needs after our package or its own files changed, such as a build. */
  build?(directory: string, log: Log): Promise<void>
}

/**
 * An example application ready to start, in a cache outside the checkout. The CMS is installed once for each lock file; our package is packed and added as
 * a user would, and the application built again, whenever the package's build or the application's own files changed.
 */
export async function installApp(app: ExampleApp, log: Log = () => {}): Promise<string> {
  const cache: string = cacheDirectory()
  const lockFiles = app.lockFiles ?? ['package.json', 'package-lock.json']
  const name = `${app.name}-${(await hashFiles(lockFiles.map((file) => path.join(app.from, file)))).slice(0, 12)}`
  const directory = path.join(cache, name)
  await withLock(cache, name, async () => {
    await installOnce(app, lockFiles, directory, log)
    for (const file of app.files) {
      await rm(path.join(directory, file), { recursive: true, force: true })
      await cp(path.join(app.from, file), path.join(directory, file), { recursive: true })
    }
    const packed = await packPackage(app.plugin, directory, log)
    const wanted = `${await hashFiles(app.files.map((file) => path.join(app.from, file)))} ${packed.hash}`
    const stamp = path.join(directory, '.openwith-built')
    if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return
    await rm(stamp, { force: true })
    await step(`installing the plugin into ${app.title}`, log, () =>
      app.add === undefined
        ? npm(directory, ['install', packed.tarball, '--no-audit', '--no-fund'], 'the plugin')
        : app.add(directory, packed, log),
    )
    await app.build?.(directory, log)
    await writeFile(stamp, wanted)
  })
  return directory
}

async function installOnce(app: ExampleApp, lockFiles: readonly string[], directory: string, log: Log): Promise<void> {
  if ((await stat(path.join(directory, '.openwith-installed')).catch(() => null)) !== null) return
  const making = `${directory}.making`
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { recursive: true })
  for (const file of lockFiles) await cp(path.join(app.from, file), path.join(making, file), { recursive: true })
  // not `npm ci`: it refuses a lock file that lacks other platforms' optional packages, which a registry may not have
  await step(`installing ${app.title} (once; ${app.effort})`, log, () =>
    app.install === undefined
      ? npm(making, ['install', '--no-audit', '--no-fund'], app.title)
      : app.install(making, log),
  )
  await writeFile(path.join(making, '.openwith-installed'), '')
  await rm(directory, { recursive: true, force: true })
  await rename(making, directory)
}
