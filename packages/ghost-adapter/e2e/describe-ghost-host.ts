import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Connector, createConnector } from '@openwith/connector-core'
import { describeHost } from '@openwith/connector-testkit'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { isOurs } from '../src/app.ts'
import { pathOfId } from '../src/document-id.ts'
import { createHost, type GhostHost } from '../src/host.ts'
import { createMount } from '../src/mount.ts'
import { dropTables } from '../src/tables.ts'
import { type InProcessGhost, loadGhost } from './in-process.ts'

interface Model {
  id: string
}

/** Ghost's own storage and models, as its upload and its editor use them. */
interface GhostParts {
  storage: {
    save(file: { name: string; path: string }): Promise<string>
    saveRaw(bytes: Buffer, path: string): Promise<string>
  }
  models: {
    Post: {
      add(values: object, options: object): Promise<Model>
      edit(values: object, options: object): Promise<Model>
    }
    User: {
      add(values: object, options: object): Promise<Model>
      edit(values: object, options: object): Promise<Model>
    }
    Role: { findOne(where: object): Promise<Model> }
  }
}

/** The conformance suite against the real Ghost over one kind of database. */
export function describeGhostHost(name: string, database: () => Promise<object | null>): void {
  let running: InProcessGhost
  let mount: ReturnType<typeof createMount> | null = null

  beforeAll(async () => {
    running = await loadGhost(inject('ghostDirectory'), await database(), (request) => {
      if (!isOurs(request) || mount === null) return false
      mount(request)
      return true
    })
  })
  afterAll(() => running?.stop())

  const parts = (): GhostParts => {
    const manager = running.require('./core/server/services/adapter-manager') as {
      default: { getAdapter(name: string): GhostParts['storage'] }
    }
    return {
      storage: manager.default.getAdapter('storage:files'),
      models: running.require('./core/server/models') as GhostParts['models'],
    }
  }
  const internal = { context: { internal: true } }
  const fileOf = (id: string) => path.join(running.files, pathOfId(id) ?? 'missing')
  const postsOf = new Map<string, string>()

  describe(`the database of ${name}`, () => {
    it('says what is wrong without the values it was given', async () => {
      const failing = running.bridge.database.run('insert into openwith_nowhere values (?)', ['a-secret'])
      const error = await failing.catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(Error)
      expect((error as Error).message).toContain('openwith_nowhere')
      expect(String((error as Error).stack)).not.toContain('a-secret')
    })
  })

  describeHost<GhostHost>(name, {
    async create({ now }) {
      // Nothing of an earlier test is left to be seen.
      await rm(running.files, { recursive: true, force: true })
      await running.bridge.database.run('delete from posts_meta')
      for (const table of ['posts_authors', 'posts_tags', 'post_revisions', 'posts'])
        await running.bridge.database.run(`delete from ${table}`)
      await dropTables(running.bridge.database)
      return createHost(running.bridge, { now })
    },
    async user(host) {
      const role = await parts().models.Role.findOne({ name: 'Administrator' })
      const user = await parts().models.User.add(
        {
          name: 'Ada Lovelace',
          email: `ada-${randomBytes(4).toString('hex')}@example.com`,
          password: `Quill-${randomBytes(6).toString('hex')}`,
          roles: [role.id],
        },
        internal,
      )
      const account = await running.bridge.account(user.id)
      if (account === null) throw new Error('Ghost does not know the user it has just made.')
      return host.access.toUser(account)
    },
    async seed(_host, { name, bytes }) {
      const folder = await mkdtemp(path.join(tmpdir(), 'openwith-seed-'))
      const upload = path.join(folder, 'file')
      await writeFile(upload, bytes)
      try {
        const { storage, models } = parts()
        const src = `__GHOST_URL__${await storage.save({ name, path: upload })}`
        const card = {
          type: 'file',
          version: 1,
          src,
          fileTitle: '',
          fileCaption: '',
          fileName: name,
          fileSize: bytes.byteLength,
        }
        const lexical = JSON.stringify({
          root: { type: 'root', version: 1, children: [card], direction: null, format: '', indent: 0 },
        })
        const post = await models.Post.add({ title: `A post with ${name}`, lexical }, internal)
        const id = Buffer.from(running.bridge.files.pathOf(src.replace('__GHOST_URL__', running.url)) ?? '').toString(
          'base64url',
        )
        postsOf.set(id, post.id)
        return id
      } finally {
        await rm(folder, { recursive: true })
      }
    },
    readRaw: async (_host, id) => await readFile(fileOf(id)).catch(() => null),
    features: {
      replaceOutside: (_host, id, bytes) => writeFile(fileOf(id), bytes),
      touchMetadata: async (_host, id) => {
        await parts().models.Post.edit(
          { custom_excerpt: `seen ${randomBytes(4).toString('hex')}` },
          { id: postsOf.get(id), ...internal },
        )
      },
      revoke: async (_host, user) => {
        await running.bridge.database.run("update users set status = 'inactive' where id = ?", [user.id])
      },
      visibleSettings: async () => JSON.stringify(await running.bridge.database.all('select * from openwith_settings')),
      async serverDoor(host) {
        const connector: Connector = createConnector(host, { reconcileEverySeconds: 0 })
        mount = createMount({ ghost: running.bridge, host, connector, browserDirectory: running.files })
        return {
          url: `${running.url}${host.mount().serverPath}`,
          connector,
          async close() {
            mount = null
            await connector.close()
          },
        }
      },
    },
  })
}
