import { Readable } from 'node:stream'
import type { FolderStore, User } from '@openwith/connector-core/host'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createHost, type DirectusHost } from '../src/host.ts'
import { type InProcessDirectus, loadDirectus } from './in-process.ts'

describe('folders of the library', () => {
  let running: InProcessDirectus
  let host: DirectusHost
  let folders: FolderStore
  let ada: User

  beforeAll(async () => {
    running = await loadDirectus(inject('directusDirectory'), {}, () => {})
    host = createHost(running.context)
    await host.prepare()
    folders = host.folders as FolderStore
    const { id } = (await running.context.database('directus_users').first('id')) as { id: string }
    ada = (await host.access.user(id)) as User
  })
  afterAll(() => running?.stop())

  async function addFile(name: string, folder: string | null): Promise<string> {
    const { services, getSchema } = running.context
    const files = new services.FilesService({ schema: await getSchema(), accountability: null })
    const body = Readable.from([Buffer.from(name)], { objectMode: false })
    return await files.uploadOne(body, { filename_download: name, type: 'text/plain', folder })
  }

  it('are made, found, renamed and removed, and keep their ids', async () => {
    const root = await folders.root()
    const year = await folders.create(root.id, '2027', { by: ada })
    const spring = await folders.create(year.id, 'Frühling', { by: ada })
    expect(await folders.find(spring.id)).toEqual(spring)
    expect(await folders.ancestors(spring.id)).toEqual([root, year])
    expect(await folders.rename(spring.id, 'Spring', { by: ada })).toEqual({ id: spring.id, name: 'Spring' })
    const id = await addFile('Plan.docx', spring.id)
    expect(await folders.of(id)).toEqual({ id: spring.id, name: 'Spring' })
    expect((await host.documents.find(id))?.folder).toBe('Spring')
    const inside = await folders.children(spring.id, { user: ada })
    expect(inside).toMatchObject({ folders: [], documents: [{ id, name: 'Plan.docx' }] })
    expect((await folders.children(year.id, { user: ada })).folders).toEqual([{ id: spring.id, name: 'Spring' }])
    await expect(folders.delete(spring.id, { by: ada })).rejects.toMatchObject({ code: 'version_conflict' })
    await host.documents.delete?.(id, { by: ada })
    expect(await host.documents.find(id)).toBeNull()
    await folders.delete(spring.id, { by: ada })
    expect(await folders.find(spring.id)).toBeNull()
  })

  it('refuse names that are taken or none, and what is not there', async () => {
    const one = await folders.create('', 'One', { by: ada })
    await expect(folders.create('', 'One', { by: ada })).rejects.toMatchObject({ code: 'name_taken' })
    await expect(folders.create('', 'a/b', { by: ada })).rejects.toMatchObject({ code: 'name_invalid' })
    await expect(folders.rename('', 'Root', { by: ada })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(folders.delete('', { by: ada })).rejects.toMatchObject({ code: 'forbidden' })
    for (const id of ['no-such-folder', crypto.randomUUID()]) {
      expect(await folders.find(id)).toBeNull()
      await expect(folders.children(id, { user: ada })).rejects.toMatchObject({ code: 'not_found' })
      await expect(folders.of(id)).rejects.toMatchObject({ code: 'not_found' })
    }
    await folders.delete(one.id, { by: ada })
  })

  it('hold the root apart from the whole library', async () => {
    const deep = await folders.create('', 'Deep', { by: ada })
    const [top, below] = [await addFile('Top.docx', null), await addFile('Below.docx', deep.id)]
    const list = async (folder?: string) =>
      (await host.documents.list?.({ user: ada, extensions: ['docx'], folder, limit: 10 }))?.documents
        .map(({ id }) => id)
        .sort()
    expect(await list()).toEqual([top, below].sort())
    expect(await list('')).toEqual([top])
    expect(await list(deep.id)).toEqual([below])
    expect((await host.documents.findByName?.('Below.docx', { beside: null, folder: deep.id }))?.id).toBe(below)
    expect(await host.documents.findByName?.('Below.docx', { beside: top })).toBeNull()
  })
})
