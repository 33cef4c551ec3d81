import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { type Connector, createConnector } from '@openwith/connector-core'
import { mimeOf } from '@openwith/connector-core/formats'
import type { User } from '@openwith/connector-core/host'
import { describeHost } from '@openwith/connector-testkit'
import { afterAll, beforeAll, inject } from 'vitest'
import type { FilesService } from '../src/directus.ts'
import { createHost, type DirectusHost } from '../src/host.ts'
import { mountServerDoor } from '../src/mount.ts'
import { tableNames } from '../src/table-names.ts'
import { type InProcessDirectus, loadDirectus } from './in-process.ts'

/** The conformance suite against the real Directus over one kind of database. */
export function describeDirectusHost(name: string, environment: () => Promise<Record<string, string>>): void {
  let running: InProcessDirectus
  let current: DirectusHost
  let connector: Connector | null = null

  beforeAll(async () => {
    running = await loadDirectus(inject('directusDirectory'), await environment(), (app) =>
      mountServerDoor(app, () => ({
        host: current,
        connector: connector ?? ({ fetch: async () => new Response(null, { status: 503 }) } as unknown as Connector),
      })),
    )
  })
  afterAll(() => running?.stop())

  const database = () => running.context.database
  const files = async (): Promise<FilesService> =>
    new running.context.services.FilesService({ schema: await running.context.getSchema(), accountability: null })

  async function addUser(host: DirectusHost): Promise<User> {
    const role = (await database()('directus_roles').first('id')) as { id: string }
    const id = crypto.randomUUID()
    await database()('directus_users').insert({
      id,
      email: `ada-${randomBytes(4).toString('hex')}@example.com`,
      first_name: 'Ada',
      last_name: 'Lovelace',
      role: role.id,
      status: 'active',
    })
    const user = await host.access.user(id)
    if (user === null) throw new Error('Directus does not know the new user.')
    return user
  }

  describeHost<DirectusHost>(name, {
    async create({ now }) {
      // Nothing of an earlier test is left to be seen.
      const all = (await database()('directus_files').select('id')) as { id: string }[]
      for (const { id } of all) await (await files()).deleteOne(id).catch(() => {})
      // Some tests take a file's bytes away, and Directus then refuses to delete it.
      await database()('directus_files').delete()
      await database()('directus_users').whereLike('email', 'ada-%').delete()
      current = createHost(running.context, { now })
      await current.prepare()
      for (const table of Object.values(tableNames))
        await database()(table)
          .whereNot(table === tableNames.state ? { k: '' } : { name: 'schema' })
          .delete()
      return current
    },
    user: addUser,
    seed: async (_host, { name, bytes }) =>
      await (await files()).uploadOne(Readable.from([bytes], { objectMode: false }), {
        filename_download: name,
        type: mimeOf(path.extname(name).slice(1)),
      }),
    async readRaw(_host, id) {
      const row = (await database()('directus_files').where({ id }).first('filename_disk')) as
        | { filename_disk: string }
        | undefined
      return row === undefined ? null : await readFile(path.join(running.uploads, row.filename_disk)).catch(() => null)
    },
    features: {
      replaceOutside: async (_host, id, bytes) => {
        const row = (await database()('directus_files').where({ id }).first('filename_download', 'type')) as {
          filename_download: string
          type: string
        }
        await (await files()).uploadOne(Readable.from([bytes], { objectMode: false }), { ...row }, id)
      },
      touchMetadata: async (_host, id) => {
        await (await files()).updateOne(id, { description: `seen ${randomBytes(4).toString('hex')}` })
      },
      revoke: async (_host, user) => {
        await database()('directus_users').where({ id: user.id }).update({ status: 'suspended' })
      },
      visibleSettings: async () => JSON.stringify(await database()(tableNames.settings).select()),
      async serverDoor(host) {
        const made = createConnector(host, { reconcileEverySeconds: 0 })
        connector = made
        return {
          url: `${running.url}${host.mount().serverPath}`,
          connector: made,
          async close() {
            connector = null
            await made.close()
          },
        }
      },
    },
  })
}
