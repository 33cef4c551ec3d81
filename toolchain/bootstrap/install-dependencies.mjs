import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { withLock } from './lock.mjs'
import { capture, explainInstall, step } from './step.mjs'

/** Installs the workspace exactly as its lock file says, unless a stamp in `node_modules` says that this was done for these very files. */
export async function installDependencies({ root, cache, pnpm, node, environment }) {
  if (isInstalled()) return
  const lockName = `workspace-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`
  await withLock(cache, lockName, async () => {
    if (isInstalled()) return
    await step('installing dependencies', async () => {
      const env = { ...environment, CI: 'true' }
      const { code, output } = await capture(pnpm, ['install', '--frozen-lockfile', '--reporter=append-only'], {
        cwd: root,
        env,
      })
      if (code !== 0) throw explainInstall('the dependencies', output)
    })
    const stamp = {
      hash: hashOfInputs(),
      folders: manifests()
        .map(dirname)
        .filter((folder) => existsSync(modulesOf(folder))),
    }
    mkdirSync(dirname(stampPath()), { recursive: true })
    writeFileSync(stampPath(), JSON.stringify(stamp))
  })

  function isInstalled() {
    try {
      const stamp = JSON.parse(readFileSync(stampPath(), 'utf8'))
      return stamp.hash === hashOfInputs() && stamp.folders.every((folder) => existsSync(modulesOf(folder)))
    } catch {
      return false
    }
  }

  function stampPath() {
    return join(root, 'node_modules', '.openwith-installed.json')
  }

  function modulesOf(folder) {
    return join(root, folder, 'node_modules')
  }

  /** Every package.json that can belong to the workspace, relative to the root. */
  function manifests() {
    const inner = ['packages', 'examples'].flatMap((room) =>
      existsSync(join(root, room))
        ? readdirSync(join(root, room))
            .sort()
            .map((name) => join(room, name, 'package.json'))
        : [],
    )
    return ['package.json', ...inner].filter((path) => existsSync(join(root, path)))
  }

  function hashOfInputs() {
    const hash = createHash('sha256').update(`node ${node.version.split('.')[0]} ${process.platform} ${process.arch}\0`)
    for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()])
      hash
        .update(`${path}\0`)
        .update(readFileSync(join(root, path)))
        .update('\0')
    return hash.digest('hex')
  }
}
