import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { User } from '@openwith/connector-core/host'
import type { Collection, CollectionSlug, TypedUser } from 'payload'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { createHost, type PayloadHost } from '../src/host.ts'
import { type InProcessPayload, loadPayload } from './in-process.ts'
import { hooksOf, openSpools } from './in-process-saves.ts'

let running: InProcessPayload
let host: PayloadHost
let spools: Awaited<ReturnType<typeof openSpools>>
beforeAll(async () => {
  running = await loadPayload(inject('payloadDirectory'), {})
  host = createHost(running.payload, { collections: ['media', 'archive'] })
  spools = await openSpools()
})
afterAll(async () => {
  await running?.stop()
  await spools?.close()
})

const slugOf = (name: string) => name as CollectionSlug
const bucket = () => path.join(running.uploads, '../bucket')

async function add(collection: 'media' | 'archive', name: string, text: string, data = {}): Promise<number> {
  const file = { name, data: Buffer.from(text), size: text.length, mimetype: 'application/octet-stream' }
  const made = await running.payload.create({ collection: slugOf(collection), data: { alt: name, ...data }, file })
  return made.id as number
}

async function save(id: string, text: string, by: User | null = null) {
  const { version } = (await host.documents.find(id)) ?? { version: '' }
  return await host.documents.write(id, await spools.spool(text), { ifVersion: version, by, reason: 'save' })
}

async function addUser(role: string): Promise<User> {
  const data = { email: `${role}-${Date.now()}@example.com`, password: 'Openwith-test-1', name: role, role }
  const account = await running.payload.create({ collection: slugOf('users'), data })
  return host.access.login({ ...account, collection: 'users' } as TypedUser)
}

describe('a hook of the application that writes on, with the same request', () => {
  it('replaces files of other documents and changes its own row as always', async () => {
    const id = await add('media', 'Source.docx', 'old')
    const other = await add('media', 'Preview.txt', 'old preview')
    const { hooks, restore } = hooksOf(running.payload, 'media')
    let calls = 0
    hooks.afterChange.push(async ({ doc, req, context }) => {
      if (doc.id !== id || context.nested) return
      calls += 1
      const nested = { req, context: { nested: true } }
      const file = { name: 'Preview.txt', data: Buffer.from('new preview'), size: 11, mimetype: 'text/plain' }
      await req.payload.update({
        collection: slugOf('media'),
        id: other,
        data: {},
        file,
        overwriteExistingFiles: true,
        ...nested,
      })
      await req.payload.update({ collection: slugOf('media'), id, data: { alt: 'told by the hook' }, ...nested })
    })
    try {
      await save(`media:${id}`, 'new')
      expect(calls).toBe(1)
      expect(await readFile(path.join(running.uploads, 'Source.docx'), 'utf8')).toBe('new')
      expect(await readFile(path.join(running.uploads, 'Preview.txt'), 'utf8')).toBe('new preview')
      expect(await running.payload.findByID({ collection: slugOf('media'), id })).toMatchObject({
        alt: 'told by the hook',
        filesize: 3,
      })
    } finally {
      restore()
    }
  })

  it('finds the bytes in memory, where Payload has them for every upload', async () => {
    const id = await add('media', 'Scanned.docx', 'old')
    const { hooks, restore } = hooksOf(running.payload, 'media')
    const scanned: string[] = []
    hooks.beforeChange.unshift(({ req }) => void scanned.push(String(req.file?.data)))
    try {
      await save(`media:${id}`, 'new')
      expect(scanned).toEqual(['new'])
    } finally {
      restore()
    }
  })
})

describe('a storage adapter', () => {
  it('that stores nothing is noticed: the save fails, and the old bytes are put back', async () => {
    const id = await add('archive', 'Emptied.docx', 'the old bytes')
    const { hooks, restore } = hooksOf(running.payload, 'archive')
    let uploads = 0
    hooks.afterChange.push(async () => {
      uploads += 1
      if (uploads <= 3) await writeFile(path.join(bucket(), 'Emptied.docx'), '')
    })
    try {
      await expect(save(`archive:${id}`, 'new')).rejects.toMatchObject({ code: 'unavailable' })
      expect(await readFile(path.join(bucket(), 'Emptied.docx'), 'utf8')).toBe('the old bytes')
      hooks.afterChange.pop()
      await save(`archive:${id}`, 'new')
      expect(await readFile(path.join(bucket(), 'Emptied.docx'), 'utf8')).toBe('new')
    } finally {
      restore()
    }
  })

  it('whose document has other fields changed while it is saved gets the edit all the same', async () => {
    const id = await add('archive', 'Touched.docx', 'old')
    const { version } = (await host.documents.find(`archive:${id}`)) ?? { version: '' }
    const { handlers } = (running.payload.collections[slugOf('archive')] as Collection).config.upload
    const touching = vi.fn(async () => {
      if (touching.mock.calls.length === 1)
        await running.payload.update({ collection: slugOf('archive'), id, data: { title: 'A better title' } })
    })
    handlers?.unshift(touching)
    try {
      const body = await spools.spool('the new one')
      await host.documents.write(`archive:${id}`, body, { ifVersion: version, by: null, reason: 'save' })
    } finally {
      handlers?.shift()
    }
    expect(touching).toHaveBeenCalled()
    expect(await readFile(path.join(bucket(), 'Touched.docx'), 'utf8')).toBe('the new one')
    expect(await running.payload.findByID({ collection: slugOf('archive'), id })).toMatchObject({
      title: 'A better title',
      filesize: 11,
    })
  })

  it('whose file is replaced while it is saved keeps what came first', async () => {
    const id = await add('archive', 'Overtaken.docx', 'old')
    const { version } = (await host.documents.find(`archive:${id}`)) ?? { version: '' }
    const { handlers } = (running.payload.collections[slugOf('archive')] as Collection).config.upload
    const replacing = vi.fn(async () => {
      if (replacing.mock.calls.length > 1) return
      const file = { name: 'Overtaken.docx', data: Buffer.from('another'), size: 7, mimetype: 'text/plain' }
      await running.payload.update({
        collection: slugOf('archive'),
        id,
        data: {},
        file,
        overwriteExistingFiles: true,
      })
    })
    // After the look at what is there: that answers from what is known.
    handlers?.unshift(replacing)
    try {
      const body = await spools.spool('the new one')
      const write = host.documents.write(`archive:${id}`, body, { ifVersion: version, by: null, reason: 'save' })
      await expect(write).rejects.toMatchObject({ code: 'version_conflict' })
    } finally {
      handlers?.shift()
    }
    expect(await readFile(path.join(bucket(), 'Overtaken.docx'), 'utf8')).toBe('another')
  })

  it('that stores nothing of a new document leaves no document', async () => {
    const { hooks, restore } = hooksOf(running.payload, 'archive')
    hooks.afterChange.push(() => writeFile(path.join(bucket(), 'Stillborn.docx'), ''))
    try {
      const body = await spools.spool('bytes')
      const create = host.documents.create?.({
        name: 'Stillborn.docx',
        beside: null,
        folder: 'archive',
        body,
        by: null,
      })
      await expect(create).rejects.toMatchObject({ code: 'unavailable' })
      const where = { filename: { equals: 'Stillborn.docx' } }
      expect((await running.payload.count({ collection: slugOf('archive'), where })).totalDocs).toBe(0)
    } finally {
      restore()
    }
  })

  it('gets its old bytes back when a hook refuses after the adapter has stored the new ones', async () => {
    const id = await add('archive', 'Refused late.docx', 'old')
    const { hooks, restore } = hooksOf(running.payload, 'archive')
    let refusals = 0
    hooks.afterChange.push(() => {
      refusals += 1
      if (refusals === 1) throw Object.assign(new Error('Too late.'), { status: 400 })
    })
    try {
      await expect(save(`archive:${id}`, 'new')).rejects.toMatchObject({ code: 'forbidden' })
      expect(await readFile(path.join(bucket(), 'Refused late.docx'), 'utf8')).toBe('old')
    } finally {
      restore()
    }
  })

  it('that is not even asked, because a hook refuses before it, keeps its row as it was', async () => {
    const id = await add('archive', 'Refused early.docx', 'old')
    const { hooks, restore } = hooksOf(running.payload, 'archive')
    hooks.afterChange.unshift(() => {
      throw Object.assign(new Error('Not this one.'), { status: 400 })
    })
    try {
      await expect(save(`archive:${id}`, 'the new one')).rejects.toMatchObject({ code: 'forbidden' })
    } finally {
      restore()
    }
    expect(await readFile(path.join(bucket(), 'Refused early.docx'), 'utf8')).toBe('old')
    expect(await running.payload.findByID({ collection: slugOf('archive'), id })).toMatchObject({ filesize: 3 })
  })

  it('is not asked to store again by who reads after a kill: only the row is brought up to date', async () => {
    const id = await add('archive', 'Killed.docx', 'old')
    const { payload } = running
    // As a process leaves it that was killed after the upload and before the row was written.
    const [old, body] = [await spools.spool('old'), await spools.spool('new bytes')]
    const pending = { to: body.sha256, size: body.size, by: null, revision: 'before', at: Date.now() - 600_000 }
    const record = { stamp: 'before', version: old.sha256, size: old.size, pending }
    await host.state.swap(`payload/file/archive:${id}`, null, JSON.stringify(record), null)
    await writeFile(path.join(bucket(), 'Killed.docx'), 'new bytes')
    const { hooks, restore } = hooksOf(payload, 'archive')
    const stored = vi.fn()
    hooks.afterChange.push(() => stored())
    try {
      expect(await host.documents.find(`archive:${id}`)).toMatchObject({ version: body.sha256, size: 9 })
      expect(stored).not.toHaveBeenCalled()
      expect(await payload.findByID({ collection: slugOf('archive'), id })).toMatchObject({ filesize: 9 })
    } finally {
      restore()
    }
  })
})

describe('a save that was cut between its bytes and its row', () => {
  it('is finished although nobody opens the document, once no other process can be at it', async () => {
    const id = await add('media', 'Cut.docx', 'old')
    const file = path.join(running.uploads, 'Cut.docx')
    await host.documents.find(`media:${id}`)
    const key = `payload/file/media:${id}`
    const text = (await host.state.get(key)) ?? ''
    const body = await spools.spool('new bytes')
    const pending = { to: body.sha256, size: body.size, by: null, revision: 'before', at: Date.now() }
    const mark = (at: number) => JSON.stringify({ ...JSON.parse(text), pending: { ...pending, at } })
    await host.state.swap(key, text, mark(Date.now()), null)
    await writeFile(file, 'new bytes')
    const sizeInRow = async () => (await running.payload.findByID({ collection: slugOf('media'), id })).filesize
    await host.sweep()
    expect(await sizeInRow()).toBe(3)
    await host.state.swap(key, await host.state.get(key), mark(Date.now() - 600_000), null)
    await host.sweep()
    expect(await sizeInRow()).toBe(9)
    expect(await readFile(file, 'utf8')).toBe('new bytes')
    expect(await host.state.get(key)).not.toContain('pending')
  })
})

describe('what the connector must not tell', () => {
  it('lets nobody take fields from a document that they may not read', async () => {
    const config = (running.payload.collections[slugOf('media')] as Collection).config
    const { read } = config.access
    const id = await add('media', 'Of another tenant.docx', 'secret')
    const user = await addUser('editor')
    config.access.read = () => ({ alt: { not_equals: 'Of another tenant.docx' } })
    try {
      const body = await spools.spool('x')
      const create = host.documents.create?.({ name: 'Beside.docx', beside: `media:${id}`, body, by: user })
      await expect(create).rejects.toMatchObject({ code: 'not_found' })
    } finally {
      config.access.read = read
    }
    const body = await spools.spool('x')
    const made = await host.documents.create?.({ name: 'Beside.docx', beside: `media:${id}`, body, by: user })
    expect(made?.name).toBe('Beside.docx')
  })

  it('keeps the values of the state out of the errors of a failing database', async () => {
    const { db } = running.payload
    const { create } = db
    db.create = async () => {
      const cause = Object.assign(new Error('disk is full'), { code: 'SQLITE_FULL' })
      throw new Error('Failed query: insert into "openwith_state" values (?)\nparams: the-link-key', { cause })
    }
    const failing = createHost(running.payload, { collections: ['media'] })
    try {
      const error = await failing.state.swap('hazard:1', null, 'the-link-key', null).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'unavailable' })
      const told = [error, (error as Error).cause].map(
        (thrown) => `${(thrown as Error).message} ${(thrown as Error).stack}`,
      )
      expect(told.join()).toContain('SQLITE_FULL')
      expect(told.join()).not.toContain('the-link-key')
    } finally {
      db.create = create
    }
  })

  it('sweeps copies of documents that killed processes have left', async () => {
    const folder = path.join(host.dataDirectory, 'uploads')
    await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, 'left'), 'contents')
    await host.sweep()
    expect(await readdir(folder)).toContain('left')
    const twoDays = 2 * 86_400_000
    vi.useFakeTimers({ now: Date.now() + twoDays, toFake: ['Date'] })
    try {
      await host.sweep()
    } finally {
      vi.useRealTimers()
    }
    expect(await readdir(folder)).not.toContain('left')
    await rm(folder, { recursive: true, force: true })
  })
})
