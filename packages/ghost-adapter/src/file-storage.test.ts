import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spoolBytes } from '@openwith/connector-testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adapterStorage, type FileStorage, localStorage } from './file-storage.ts'
import type { FileStore } from './ghost.ts'

describe("Ghost's storage", () => {
  let folder: string
  let spool: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'openwith-files-'))
    spool = await mkdtemp(path.join(tmpdir(), 'openwith-spool-'))
  })
  afterEach(async () => {
    for (const made of [folder, spool]) await rm(made, { recursive: true })
  })

  const remote = (): { storage: FileStorage; stored: Map<string, Uint8Array> } => {
    const stored = new Map<string, Uint8Array>()
    const store = {
      read: async (file: string) => stored.get(file) ?? null,
      saveRaw: async (bytes: Buffer, file: string) => void stored.set(file, bytes),
      exists: async (file: string) => stored.has(file),
    }
    return { storage: adapterStorage(store as unknown as FileStore), stored }
  }

  it('on this disk takes a free name only, and leaves nothing beside it', async () => {
    const storage = localStorage(() => folder)
    await storage.add('2026/11/a.docx', await spoolBytes(spool, 'one'))
    await expect(storage.add('2026/11/a.docx', await spoolBytes(spool, 'two'))).rejects.toMatchObject({
      code: 'name_taken',
    })
    expect(await readdir(path.join(folder, '2026/11'))).toEqual(['a.docx'])
    expect(await readFile(path.join(folder, '2026/11/a.docx'), 'utf8')).toBe('one')
    expect(await storage.list()).toEqual(['2026/11/a.docx'])
  })

  it('on this disk never leaves its folder', async () => {
    const storage = localStorage(() => folder)
    for (const wrong of ['../a.docx', '2026/../../a.docx', '/etc/passwd', '.hidden'])
      await expect(storage.add(wrong, await spoolBytes(spool, 'x'))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('elsewhere takes a free name only, and writes only over the bytes that were compared', async () => {
    const { storage, stored } = remote()
    const file = { path: '2026/11/a.docx', name: 'a.docx' }
    await storage.add(file.path, await spoolBytes(spool, 'one'))
    await expect(storage.add(file.path, await spoolBytes(spool, 'two'))).rejects.toMatchObject({ code: 'name_taken' })
    const seen = (await storage.stamp(file)) ?? ''
    stored.set(file.path, Buffer.from('somebody else'))
    const late = storage.replace(file, await spoolBytes(spool, 'late'), { by: null, seen, version: '' })
    await expect(late).rejects.toMatchObject({ code: 'version_conflict' })
    expect(Buffer.from(stored.get(file.path) ?? []).toString()).toBe('somebody else')
    const now = (await storage.stamp(file)) ?? ''
    await storage.replace(file, await spoolBytes(spool, 'three'), { by: null, seen: now, version: '' })
    expect(Buffer.from(stored.get(file.path) ?? []).toString()).toBe('three')
  })

  it('elsewhere says that it is away instead of that a file is gone', async () => {
    const { storage } = remote()
    const broken = adapterStorage({ read: () => Promise.reject(new Error('timeout')) } as unknown as FileStore)
    await expect(broken.stamp({ path: 'a.docx', name: 'a.docx' })).rejects.toMatchObject({ code: 'unavailable' })
    await expect(storage.open({ path: 'a.docx', name: 'a.docx' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('elsewhere fetches a file once for all that is asked of it within some seconds, and sees a change after them', async () => {
    let at = 0
    const read: string[] = []
    let bytes = 'one'
    const store = {
      async read(path: string) {
        read.push(path)
        return Buffer.from(bytes)
      },
    } as unknown as FileStore
    const storage = adapterStorage(store, () => at)
    const file = { path: 'a.docx', name: 'a.docx' }
    const first = await storage.stamp(file)
    expect(await storage.stamp(file)).toBe(first)
    expect(read).toEqual(['a.docx'])
    bytes = 'two'
    at = 5000
    expect(await storage.stamp(file)).not.toBe(first)
    expect(read).toHaveLength(2)
  })
})
