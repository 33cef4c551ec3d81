import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Explained } from '../bootstrap/step.mjs'
import { hashFiles } from './hash-files.ts'
import { type Log, runQuietly, step } from './step.ts'

/** One of our packages as it would be published. */
export interface PackedPackage {
  /** Absolute path of the tarball; its name changes with the contents. */
  tarball: string
  hash: string
}

/** Builds a package of ours and packs it into `into`; an unchanged one is not packed again, an older one is removed. */
export async function packPackage(packageDirectory: string, into: string, log: Log = () => {}): Promise<PackedPackage> {
  const name = path.basename(packageDirectory)
  await step('building the plugin', log, async () => {
    const { code, output } = await runQuietly('pnpm', ['run', 'build'], { cwd: packageDirectory })
    if (code !== 0) throw new Explained(`${name} could not be built:\n${output.slice(-4000)}`)
  })
  // Everything that may be packed; sources and tests are not.
  const parts = (await readdir(packageDirectory)).filter(
    (part) => !part.startsWith('.') && !['node_modules', 'e2e', 'src'].includes(part),
  )
  const hash = await hashFiles(parts.sort().map((part) => path.join(packageDirectory, part)))
  const tarball = path.join(into, `openwith-${name}-${hash}.tgz`)
  if ((await stat(tarball).catch(() => null)) === null) {
    for (const entry of await readdir(into)) {
      if (entry.startsWith(`openwith-${name}-`) && entry.endsWith('.tgz'))
        await rm(path.join(into, entry), { force: true })
    }
    const { code, output } = await runQuietly('pnpm', ['pack', '--out', tarball], { cwd: packageDirectory })
    if (code !== 0) throw new Explained(`${name} could not be packed:\n${output.slice(-4000)}`)
  }
  return { tarball, hash }
}
