import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createConnector } from '@openwith/connector-core'
import { mimeOf } from '@openwith/connector-core/formats'
import { describeHost } from '@openwith/connector-testkit'
import type { CollectionSlug, GlobalSlug, Payload, TypedUser } from 'payload'
import { afterAll, beforeAll, inject } from 'vitest'
import { createHost, type PayloadHost } from '../src/host.ts'
import { settingsSlug, stateSlug } from '../src/names.ts'
import { readRowId } from '../src/row-id.ts'
import { type InProcessPayload, loadPayload } from './in-process.ts'

/** Where the plugin looks for the connector of a Payload. */
const runningKey = Symbol.for('@openwith/payload-plugin')

/** The conformance suite against the real Payload: one upload collection over one kind of database. */
export function describePayloadHost(
  name: string,
  collection: 'media' | 'archive',
  environment: () => Promise<Record<string, string>>,
): void {
  let running: InProcessPayload
  beforeAll(async () => {
    running = await loadPayload(inject('payloadDirectory'), await environment())
  })
  afterAll(() => running?.stop())

  const payload = (): Payload => running.payload
  const slug = collection as CollectionSlug
  const idOf = (text: string) => readRowId(payload(), text)?.id as number

  function fileOf(file: { name: string; bytes: Uint8Array }) {
    const mimetype = mimeOf(path.extname(file.name).slice(1))
    return { name: file.name, data: Buffer.from(file.bytes), size: file.bytes.byteLength, mimetype }
  }

  async function addUser(): Promise<TypedUser> {
    const data = {
      name: 'Ada Lovelace',
      role: 'admin',
      email: `ada-${randomBytes(4).toString('hex')}@example.com`,
      password: 'Openwith-test-1',
    }
    const user = await payload().create({ collection: 'users' as CollectionSlug, data })
    return { ...user, collection: 'users' } as TypedUser
  }

  describeHost<PayloadHost>(name, {
    async create({ now }) {
      // Nothing of an earlier test is left to be seen.
      await payload().delete({ collection: slug, where: { id: { exists: true } } })
      await payload().db.deleteMany({ collection: stateSlug, where: { id: { exists: true } } })
      const host = createHost(
        payload(),
        {
          collections: [collection],
          administer: ({ req }) => (req.user as { role?: string } | null)?.role === 'admin',
        },
        { now },
      )
      await host.settings.save({})
      return host
    },
    // As a token keeps it: nothing of the login is held.
    user: async (host) => ({ ...host.access.login(await addUser()) }),
    async seed(_host, document) {
      const data = { alt: document.name }
      const { id } = await payload().create({ collection: slug, data, file: fileOf(document) })
      return `${collection}:${id}`
    },
    async readRaw(_host, id) {
      const row = await payload().db.findOne<{ filename: string; id: number }>({
        collection: slug,
        where: { id: { equals: idOf(id) } },
      })
      const folder = collection === 'archive' ? path.join(running.uploads, '../bucket') : running.uploads
      return row === null ? null : await readFile(path.join(folder, row.filename)).catch(() => null)
    },
    features: {
      // An adapter that is not known to stream gets the bytes in memory, as Payload itself gives them.
      streams: collection === 'media',
      async replaceOutside(_host, id, bytes) {
        const { filename } = (await payload().findByID({ collection: slug, id: idOf(id) })) as unknown as {
          filename: string
        }
        const file = fileOf({ name: filename, bytes })
        await payload().update({ collection: slug, id: idOf(id), data: {}, file, overwriteExistingFiles: true })
      },
      async touchMetadata(_host, id) {
        const data = { [collection === 'archive' ? 'title' : 'alt']: randomBytes(4).toString('hex') }
        await payload().update({ collection: slug, id: idOf(id), data })
      },
      async revoke(_host, user) {
        await payload().delete({ collection: 'users' as CollectionSlug, id: idOf(user.id) })
      },
      visibleSettings: async () =>
        JSON.stringify([
          await payload().findGlobal({ slug: settingsSlug as GlobalSlug, showHiddenFields: true }),
          await payload().db.findGlobal({ slug: settingsSlug }),
        ]),
      async serverDoor(host) {
        const connector = createConnector(host, { reconcileEverySeconds: 0 })
        Object.assign(payload(), { [runningKey]: { host, connector } })
        return {
          url: `${running.url}${host.mount().serverPath}`,
          connector,
          async close() {
            Object.assign(payload(), { [runningKey]: undefined })
            await connector.close()
          },
        }
      },
    },
  })
}
