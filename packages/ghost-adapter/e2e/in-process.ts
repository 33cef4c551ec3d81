import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../../../toolchain/apps/running-app.ts'
import type { GhostRequest } from '../src/ghost.ts'
import { type GhostBridge, ghostBridge } from '../src/ghost-bridge.ts'

/** Ghost in this process, so that a host made from the sources can be tried over it. */
export interface InProcessGhost {
  bridge: GhostBridge
  require: NodeJS.Require
  url: string
  files: string
  stop(): Promise<void>
}

/** The place on `globalThis` through which the sso adapter of the tests asks us. */
const doorway = Symbol.for('openwith.test.doorway')

/** Answers a request below our path; false: it is not ours. */
export type Doorway = (request: GhostRequest) => boolean

/**
 * Boots Ghost over an empty content folder with an sso adapter that asks `door`, as the real one asks the mount. `database` is Ghost's section of that name.
 * Ghost keeps its parts in module state: one in a process.
 */
export async function loadGhost(directory: string, database: object | null, door: Doorway): Promise<InProcessGhost> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
  const content = path.join(dataDirectory, 'content')
  const adapter = path.join(content, 'adapters/sso/Doorway')
  for (const folder of ['data', 'files', 'images', 'logs', 'media', 'public', 'settings', 'themes'])
    await mkdir(path.join(content, folder), { recursive: true })
  await mkdir(adapter, { recursive: true })
  await writeFile(path.join(adapter, 'index.js'), adapterText)
  for (const theme of ['casper', 'source'])
    await symlink(path.join(directory, 'ghost/content/themes', theme), path.join(content, 'themes', theme), 'junction')
  // Ghost looks for its version by this name.
  await symlink(path.join(directory, 'ghost'), path.join(dataDirectory, 'current'), 'junction')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const config = {
    url,
    server: { host: '127.0.0.1', port },
    database: database ?? {
      client: 'better-sqlite3',
      connection: { filename: path.join(content, 'data/ghost.db') },
      useNullAsDefault: true,
    },
    paths: { contentPath: content },
    adapters: { sso: { active: 'Doorway' } },
    mail: { transport: 'stub' },
    logging: { transports: [] },
    privacy: { useUpdateCheck: false, useGravatar: false, useRpcPing: false },
  }
  await writeFile(path.join(dataDirectory, 'config.production.json'), JSON.stringify(config))
  Object.assign(globalThis, { [doorway]: door })
  const before = { directory: process.cwd(), env: process.env.NODE_ENV }
  process.env.NODE_ENV = 'production'
  // Ghost reads its configuration from here.
  process.chdir(dataDirectory)
  const require = createRequire(path.join(directory, 'ghost/index.js'))
  const boot = require('./core/boot') as () => Promise<{ stop(): Promise<void> }>
  const server = await boot()
  return {
    bridge: ghostBridge(path.join(directory, 'ghost')),
    require,
    url,
    files: path.join(content, 'files'),
    async stop() {
      await server.stop()
      process.chdir(before.directory)
      process.env.NODE_ENV = before.env
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

const adapterText = `
class SSOBase {
  constructor() {
    Object.defineProperty(this, 'requiredFns', {
      value: ['getRequestCredentials', 'getIdentityFromCredentials', 'getUserForIdentity'],
    })
  }
}
module.exports = class Doorway extends SSOBase {
  setUserRepository() {}
  async getRequestCredentials(request) {
    return globalThis[Symbol.for('openwith.test.doorway')](request) ? await new Promise(() => {}) : null
  }
  async getIdentityFromCredentials() {
    return null
  }
  async getUserForIdentity() {
    return null
  }
}
`
