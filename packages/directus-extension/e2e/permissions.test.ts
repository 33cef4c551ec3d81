import { Readable } from 'node:stream'
import type { Permissions, User } from '@openwith/connector-core/host'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DirectusContext, Query } from '../src/directus.ts'
import { createHost, type DirectusHost } from '../src/host.ts'
import { type InProcessDirectus, loadDirectus } from './in-process.ts'
import { peopleInDatabase } from './people-in-database.ts'

/** What Directus recommends for people of the app, and the only rule that its free plan knows. Source: `@directus/system-data: appRecommendedPermissions`. */
const recommendedFields = 'title,description,tags,location,folder,focal_point_x,focal_point_y,filename_download'

describe('what people may do with a file', () => {
  let running: InProcessDirectus
  let host: DirectusHost

  beforeAll(async () => {
    running = await loadDirectus(inject('directusDirectory'), {}, () => {})
    host = createHost(running.context)
    await host.prepare()
  })
  afterAll(() => running?.stop())

  type Rules = Partial<Record<'read' | 'create' | 'update' | 'delete', { fields?: string; own?: boolean }>>

  async function person(rules: Rules): Promise<User> {
    const people = peopleInDatabase(running.context)
    const policy = await people.policy({ app_access: true })
    for (const [action, rule] of Object.entries(rules)) await people.permit(policy, action, rule)
    return (await host.access.user((await people.user(null, policy)).id)) as User
  }

  /** Directus's own upload, and its own upload over a file, in this person's name. */
  async function upload(user: User | null, over?: string): Promise<string> {
    const { services, getSchema } = running.context
    const accountability = user === null ? null : await host.access.accountabilityOf(user)
    const files = new services.FilesService({ schema: await getSchema(), accountability })
    const body = Readable.from([Buffer.from('bytes')], { objectMode: false })
    return await files.uploadOne(body, { filename_download: 'Plan.docx', type: 'text/plain' }, over)
  }

  /** All pages of the list of documents. */
  async function listed(user: User, search?: string, of = host): Promise<string[]> {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await of.documents.list?.({ user, extensions: ['docx'], search, limit: 2, cursor })
      ids.push(...(page?.documents ?? []).map(({ id }) => id))
      cursor = page?.cursor
    } while (cursor !== undefined)
    return ids.sort()
  }

  /**
   * Directus's services for a role that may read the ids of these files and nothing else: Directus refuses a query that names another field anywhere. Its free
   * plan does not have such rules, so what it would say is said here.
   */
  function readingOnlyIdsOf(ids: readonly string[]): DirectusContext['services'] {
    const { services } = running.context
    const limited = class extends services.FilesService {
      private readonly isPerson: boolean
      constructor(options: ConstructorParameters<typeof services.FilesService>[0]) {
        super(options)
        this.isPerson = options.accountability !== null
      }
      override async readByQuery(query: Query, options?: object) {
        if (!this.isPerson) return await super.readByQuery(query, options)
        if (/filename_download|uploaded_on|title|folder/.test(JSON.stringify(query)))
          throw Object.assign(new Error("You don't have permission to access this."), { code: 'FORBIDDEN' })
        return (await super.readByQuery(query, options)).filter(({ id }) => ids.includes(String(id)))
      }
    }
    return { ...services, FilesService: limited }
  }

  async function rights(user: User, id: string): Promise<Permissions> {
    const document = await host.documents.find(id)
    if (document === null) throw new Error('There is no such file.')
    return await host.access.permissions(user, document)
  }

  it('is to edit it, where they may upload another over it in Directus', async () => {
    const editor = await person({ read: {}, update: {} })
    const id = await upload(null)
    expect(await rights(editor, id)).toMatchObject({ view: true, edit: true, rename: true, delete: false })
    await upload(editor, id)
  })

  it('is not to edit it, where they may only change its title', async () => {
    const captions = await person({ read: {}, create: {}, update: { fields: recommendedFields, own: true } })
    const id = await upload(captions)
    await expect(upload(captions, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await rights(captions, id)).toMatchObject({ view: true, edit: false, rename: true, delete: false })
  })

  it('is to edit their own with the recommended permissions, which let them delete it and add another', async () => {
    const author = await person({
      read: {},
      create: {},
      update: { fields: recommendedFields, own: true },
      delete: { own: true },
    })
    const [own, other] = [await upload(author), await upload(null)]
    expect(await rights(author, own)).toMatchObject({ view: true, edit: true, delete: true })
    expect(await rights(author, other)).toMatchObject({ view: true, edit: false, rename: false, delete: false })
    expect(await host.access.mayCreate(author, { beside: other })).toBe(true)
  })

  it('is to look at it only, or nothing, where Directus says so', async () => {
    const id = await upload(null)
    const reader = await person({ read: {} })
    expect(await rights(reader, id)).toMatchObject({ view: true, edit: false, rename: false, delete: false })
    expect(await host.access.mayCreate(reader, { beside: id })).toBe(false)
    const stranger = await person({ create: {} })
    expect(await rights(stranger, id)).toMatchObject({ view: false, edit: false, download: false })
    expect(await host.access.mayAdminister(reader)).toBe(false)
  })

  it('is to find what they may see in the list, whatever fields their role may read', async () => {
    const reader = await person({ read: {} })
    const ids = [await upload(null), await upload(null), await upload(null)]
    const others = await upload(null)
    const limited = createHost({ ...running.context, services: readingOnlyIdsOf(ids) })
    const user = (await limited.access.user(reader.id)) as User
    expect(await listed(user, undefined, limited)).toEqual(ids.sort())
    expect(await listed(user, 'PLAN', limited)).toEqual(ids.sort())
    expect(await listed(user, 'nothing like this', limited)).toEqual([])
    const { documents } = (await limited.folders?.children('', { user })) ?? { documents: [] }
    expect(documents.map(({ id }) => id).sort()).toEqual(ids.sort())
    expect(await listed(reader)).toContain(others)
  })

  it('is an empty list where they may read no file, not an error', async () => {
    await upload(null)
    const stranger = await person({ create: {} })
    expect(await listed(stranger)).toEqual([])
    expect(await host.folders?.children('', { user: stranger })).toEqual({ folders: [], documents: [] })
  })

  it('leaves nothing written by asking', async () => {
    const editor = await person({ read: {}, update: {} })
    const id = await upload(null)
    const row = () => running.context.database('directus_files').where({ id }).first()
    const before = await row()
    await rights(editor, id)
    expect(await row()).toEqual(before)
    expect(await running.context.database('directus_activity').where({ item: id, user: editor.id })).toEqual([])
  })
})
