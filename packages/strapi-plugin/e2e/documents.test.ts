import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spoolBytes } from '@openwith/connector-testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createHost, type StrapiHost } from '../src/host.ts'
import { type FileRow, fileModel, type UploadService } from '../src/strapi.ts'
import { type InProcessStrapi, loadStrapi } from './in-process.ts'

let running: InProcessStrapi
let host: StrapiHost
let folder: string
beforeAll(async () => {
  running = await loadStrapi(inject('strapiDirectory'), {}, () => {})
})
afterAll(() => running?.stop())
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'openwith-documents-'))
  host = createHost(running.strapi)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const upload = () => running.strapi.plugin('upload').service('upload') as UploadService
const rowOf = async (id: string) =>
  (await running.strapi.db
    .query(fileModel)
    .findOne({ where: { id: Number(id) }, populate: { updatedBy: true } })) as FileRow & {
    updatedBy: { id: number } | null
  }
const storedPath = async (id: string) => path.join(running.publicDirectory, (await rowOf(id)).url)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function seed(name: string, text: string): Promise<string> {
  const filepath = path.join(folder, 'seed')
  await writeFile(filepath, text)
  const files = {
    filepath,
    originalFilename: name,
    mimetype: 'application/octet-stream',
    size: Buffer.byteLength(text),
  }
  const [row] = await upload().upload({ data: { fileInfo: { name, folder: null } }, files }, {})
  return String(row?.id)
}

async function addUser(): Promise<{ id: string; name: string }> {
  const service = running.strapi.service('admin::user') as { create(user: object): Promise<{ id: number }> }
  const { id } = await service.create({
    firstname: 'Ada',
    email: `${Math.random()}@example.com`,
    password: 'Openwith-test-1',
    isActive: true,
  })
  return { id: String(id), name: 'Ada' }
}

describe('files of the local provider', () => {
  it('gives a reader that has begun before a write the old bytes to the end', async () => {
    const id = await seed('Plan.docx', 'x'.repeat(3_000_000))
    const before = await host.documents.find(id)
    const { body } = await host.documents.read(id)
    const reader = body.getReader()
    let old = (await reader.read()).value?.byteLength ?? 0
    await host.documents.write(id, await spoolBytes(folder, 'new'), {
      ifVersion: before?.version ?? '',
      by: null,
      reason: 'save',
    })
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      expect(value.every((byte) => byte === 'x'.charCodeAt(0))).toBe(true)
      old += value.byteLength
    }
    expect(old).toBe(3_000_000)
    expect(await readFile(await storedPath(id), 'utf8')).toBe('new')
    expect(
      (await readdir(path.join(running.publicDirectory, 'uploads'))).filter((name) => name.startsWith('.')),
    ).toEqual([])
  })

  it('brings the row up to date when the process was killed after the bytes were renamed into place', async () => {
    const id = await seed('Killed.docx', 'before')
    const user = await addUser()
    const before = await host.documents.find(id)
    const old = await rowOf(id)
    // The state in which a kill leaves it: the mark, and new bytes in place.
    const record = JSON.parse((await host.state.get(`strapi/file/${id}`)) ?? '{}') as object
    const pending = {
      to: sha256('after the kill'),
      size: 14,
      by: user.id,
      revision: new Date(old.updatedAt).toISOString(),
    }
    await host.state.swap(
      `strapi/file/${id}`,
      await host.state.get(`strapi/file/${id}`),
      JSON.stringify({ ...record, pending }),
      null,
    )
    await writeFile(path.join(folder, 'after'), 'after the kill')
    await rename(path.join(folder, 'after'), await storedPath(id))

    const found = await createHost(running.strapi).documents.find(id)
    expect(found).toMatchObject({ version: sha256('after the kill'), size: 14 })
    const row = await rowOf(id)
    expect([Number(row.size), row.updatedBy?.id]).toEqual([0.01, Number(user.id)])
    expect(found?.version).not.toBe(before?.version)
    expect(await host.state.get(`strapi/file/${id}`)).not.toContain('pending')
  })

  it('sets the editor, the size and the change time of the row, and leaves everything else', async () => {
    const id = await seed('Fields.docx', 'before')
    await upload().updateFileInfo(Number(id), { alternativeText: 'kept' } as object, {})
    const user = await addUser()
    const before = await rowOf(id)
    const found = await host.documents.find(id)
    await host.documents.write(id, await spoolBytes(folder, 'x'.repeat(2345)), {
      ifVersion: found?.version ?? '',
      by: user,
      reason: 'save',
    })
    const after = await rowOf(id)
    expect(after).toMatchObject({
      name: before.name,
      url: before.url,
      hash: before.hash,
      ext: before.ext,
      mime: before.mime,
      alternativeText: 'kept',
    })
    expect([Number(after.size), after.updatedBy?.id]).toEqual([2.35, Number(user.id)])
    expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt))
  })

  it('keeps the extension of a file whose name lost it in the Media Library', async () => {
    const id = await seed('Named.docx', 'x')
    await upload().updateFileInfo(Number(id), { name: 'Named' }, {})
    expect((await host.documents.find(id))?.name).toBe('Named.docx')
    expect(await host.documents.nameTaken?.('Named.docx', { beside: null })).toBe(true)
  })
})

describe('new files', () => {
  it('follow the allow-list of the Media Library, except for what saves an edit', async () => {
    const user = await addUser()
    const body = await spoolBytes(folder, 'x')
    const create = (name: string, by: typeof user | null) => host.documents.create?.({ name, beside: null, body, by })
    await expect(create('Letter.odt', user)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await create('Letter.odt', null)).toMatchObject({ name: 'Letter.odt' })
    await expect(create('a:b.docx', user)).rejects.toMatchObject({ code: 'name_invalid' })
  })

  it('never share a name when they are made at the same time', async () => {
    const body = await spoolBytes(folder, 'x')
    const tries = await Promise.allSettled(
      [1, 2, 3].map(() => host.documents.create?.({ name: 'Same.docx', beside: null, body, by: null })),
    )
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })
})

/** An object storage over HTTP with a provider that, like older ones, can only delete and upload. */
describe('files of a provider that cannot replace', () => {
  const objects = new Map<string, Buffer>()
  let server: Server
  let failUploads = 0
  let previous: { provider: unknown; config: unknown }

  beforeAll(async () => {
    server = createServer((request, response) => {
      const bytes = objects.get(decodeURIComponent((request.url ?? '').slice(1)))
      response.writeHead(bytes === undefined ? 404 : 200, { 'content-length': bytes?.byteLength ?? 0 }).end(bytes)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const plugin = running.strapi.plugin('upload') as { provider: unknown }
    const config = running.strapi.config.get('plugin::upload') as { provider: string }
    previous = { provider: plugin.provider, config: config.provider }
    const key = (file: FileRow) => `${file.hash}${file.ext}`
    plugin.provider = {
      checkFileSize() {},
      isPrivate: async () => false,
      async uploadStream(file: FileRow & { stream: AsyncIterable<Buffer> }) {
        const chunks: Buffer[] = []
        for await (const chunk of file.stream) chunks.push(chunk)
        if (failUploads > 0) {
          failUploads -= 1
          throw new Error('The bucket is away.')
        }
        objects.set(key(file), Buffer.concat(chunks))
        file.url = `${url}/${key(file)}`
      },
      async delete(file: FileRow) {
        objects.delete(key(file))
      },
    }
    config.provider = 'bucket'
  })
  afterAll(async () => {
    const plugin = running.strapi.plugin('upload') as { provider: unknown }
    plugin.provider = previous.provider
    ;(running.strapi.config.get('plugin::upload') as { provider: unknown }).provider = previous.config
    await new Promise((resolve) => server.close(resolve))
  })

  const write = async (id: string, text: string) => {
    const found = await host.documents.find(id)
    return await host.documents.write(id, await spoolBytes(folder, text), {
      ifVersion: found?.version ?? '',
      by: null,
      reason: 'save',
    })
  }
  const stored = async (id: string) => objects.get(`${(await rowOf(id)).hash}.docx`)?.toString()

  it('are read by their address, written under the same one, and keep their version over a metadata edit', async () => {
    const id = await seed('Bucket.docx', 'before')
    const before = await rowOf(id)
    const found = await host.documents.find(id)
    expect(found).toMatchObject({ version: sha256('before'), size: 6 })
    const { body, size } = await host.documents.read(id, { range: { start: 2, end: 3 } })
    expect([size, await new Response(body).text()]).toEqual([2, 'fo'])
    await upload().updateFileInfo(Number(id), { name: 'Bucket 2.docx' }, {})
    expect((await host.documents.find(id))?.version).toBe(found?.version)
    await write(id, 'after')
    expect([await stored(id), (await rowOf(id)).url]).toEqual(['after', before.url])
  })

  it('survive uploads that fail: once, it is tried again; for long, the old bytes come back', async () => {
    const id = await seed('Flaky.docx', 'before')
    failUploads = 1
    await write(id, 'second try')
    expect(await stored(id)).toBe('second try')
    failUploads = 3
    await expect(write(id, 'never')).rejects.toMatchObject({ code: 'unavailable' })
    expect(await stored(id)).toBe('second try')
    await write(id, 'at last')
    expect(await stored(id)).toBe('at last')
  })

  it('take the repeated save after a kill between delete and upload', async () => {
    const id = await seed('Cut.docx', 'before')
    const before = await host.documents.find(id)
    // Not even the old bytes can be put back: as if the process had died.
    failUploads = 4
    await expect(write(id, 'after')).rejects.toMatchObject({ code: 'unavailable' })
    expect(await stored(id)).toBeUndefined()
    expect((await host.documents.find(id))?.version).toBe(before?.version)
    await write(id, 'after')
    expect(await stored(id)).toBe('after')
    expect((await host.documents.find(id))?.version).toBe(sha256('after'))
  })
})
