import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Connector, createConnector } from '@openwith/connector-core'
import { mimeOf } from '@openwith/connector-core/formats'
import { describeHost } from '@openwith/connector-testkit'
import { afterAll, beforeAll, inject } from 'vitest'
import { createHost, type StrapiHost } from '../src/host.ts'
import { mountServerDoor } from '../src/mount.ts'
import {
  type AdminUser,
  type FileRow,
  fileModel,
  type InputFile,
  type Strapi,
  stateModel,
  type UploadService,
} from '../src/strapi.ts'
import { type InProcessStrapi, loadStrapi } from './in-process.ts'

/** The conformance suite against the real Strapi over one kind of database. */
export function describeStrapiHost(name: string, environment: () => Promise<Record<string, string>>): void {
  let running: InProcessStrapi
  let current: StrapiHost
  let connector: Connector | null = null

  beforeAll(async () => {
    running = await loadStrapi(inject('strapiDirectory'), await environment(), (strapi) =>
      mountServerDoor(
        strapi,
        () => current,
        () => connector ?? { fetch: async () => new Response(null, { status: 503 }) },
      ),
    )
  })
  afterAll(() => running?.stop())

  const strapi = (): Strapi => running.strapi
  const upload = () => strapi().plugin('upload').service('upload') as UploadService
  const rowOf = async (id: string) =>
    (await strapi()
      .db.query(fileModel)
      .findOne({ where: { id: Number(id) } })) as FileRow | null

  async function withFile<T>(
    file: { name: string; bytes: Uint8Array },
    use: (file: InputFile) => Promise<T>,
  ): Promise<T> {
    const folder = await mkdtemp(path.join(tmpdir(), 'openwith-seed-'))
    const filepath = path.join(folder, 'file')
    await writeFile(filepath, file.bytes)
    try {
      const mimetype = mimeOf(path.extname(file.name).slice(1))
      return await use({ filepath, originalFilename: file.name, mimetype, size: file.bytes.byteLength })
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  async function addUser(): Promise<AdminUser> {
    const role = await strapi()
      .db.query('admin::role')
      .findOne({ where: { code: 'strapi-super-admin' } })
    const service = strapi().service('admin::user') as { create(user: object): Promise<AdminUser> }
    return await service.create({
      firstname: 'Ada',
      lastname: 'Lovelace',
      email: `ada-${randomBytes(4).toString('hex')}@example.com`,
      password: 'Openwith-test-1',
      isActive: true,
      roles: [role?.id],
    })
  }

  describeHost<StrapiHost>(name, {
    async create({ now }) {
      // Nothing of an earlier test is left to be seen.
      for (const row of (await strapi().db.query(fileModel).findMany({})) as FileRow[]) {
        await (upload() as unknown as { remove(row: FileRow): Promise<void> }).remove(row)
      }
      await strapi().db.query(stateModel).deleteMany({ where: {} })
      await strapi().store({ type: 'plugin', name: 'onlyoffice', key: 'settings' }).set({ value: {} })
      current = createHost(strapi(), { now })
      return current
    },
    user: async (host) => host.access.login(await addUser(), undefined),
    seed: (_host, document) =>
      withFile(document, async (files) => {
        const [row] = await upload().upload({ data: { fileInfo: { name: document.name, folder: null } }, files }, {})
        return String(row?.id)
      }),
    async readRaw(_host, id) {
      const row = await rowOf(id)
      return row === null ? null : await readFile(path.join(running.publicDirectory, row.url)).catch(() => null)
    },
    features: {
      replaceOutside: async (_host, id, bytes) => {
        const row = await rowOf(id)
        await withFile({ name: row?.name ?? 'x', bytes }, (file) =>
          upload().replace(Number(id), { data: { fileInfo: { name: row?.name ?? 'x' } }, file }, {}),
        )
      },
      touchMetadata: async (_host, id) => {
        const service = upload() as unknown as { updateFileInfo(id: number, info: object): Promise<void> }
        await service.updateFileInfo(Number(id), { alternativeText: `seen ${randomBytes(4).toString('hex')}` })
      },
      revoke: async (_host, user) => {
        await strapi()
          .db.query('admin::user')
          .update({ where: { id: Number(user.id) }, data: { isActive: false } })
      },
      visibleSettings: async () =>
        JSON.stringify(await strapi().store({ type: 'plugin', name: 'onlyoffice', key: 'settings' }).get()),
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
