import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FolderStore, Host, User } from '../host.ts'
import { memoryState } from '../state/memory.ts'
import { folderHost, settingsFile } from './index.ts'

const ada: User = { id: 'ada', name: 'Ada' }
const by = { by: ada }
let base = ''
let host: Host
let folders: FolderStore

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'openwith-folders-'))
  const directory = join(base, 'documents')
  await mkdir(join(directory, '2026', 'Q1'), { recursive: true })
  await writeFile(join(directory, '2026', 'Q1', 'Plan.docx'), 'quarter')
  await writeFile(join(directory, 'Top.docx'), 'top')
  host = folderHost({
    directory,
    state: memoryState(),
    settings: settingsFile({ path: join(base, 'settings.json'), environment: {} }),
    mount: { publicUrl: 'http://cms', serverPath: '/server', browserPath: '/browser' },
  })
  if (host.folders === undefined) throw new Error('The folder host has no folders.')
  folders = host.folders
})

afterEach(() => rmSync(base, { recursive: true, force: true }))

const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name)

describe('the folders of a folder host', () => {
  it('are found from the root down and from a document up', async () => {
    const root = await folders.root()
    expect(root).toEqual({ id: '', name: 'documents' })
    const { folders: inRoot, documents } = await folders.children('', { user: ada })
    expect([names(inRoot), names(documents)]).toEqual([['2026'], ['Top.docx']])
    const parent = await folders.of('2026/Q1/Plan.docx')
    expect(parent.name).toBe('Q1')
    expect(names(await folders.ancestors(parent.id))).toEqual(['documents', '2026'])
    expect(await folders.ancestors('')).toEqual([])
    expect(await folders.find('../..')).toBeNull()
    expect(await folders.find('.openwith')).toBeNull()
    expect(await folders.find('Top.docx')).toBeNull()
  })

  it('keep their ids, and those of what lies in them, when they are renamed', async () => {
    const renamed = await folders.rename('2026', '2027', by)
    expect(renamed).toEqual({ id: '2026', name: '2027' })
    expect((await host.documents.find('2026/Q1/Plan.docx'))?.name).toBe('Plan.docx')
    expect(names(await folders.ancestors((await folders.of('2026/Q1/Plan.docx')).id))).toEqual(['documents', '2027'])
    expect(await readFile(join(base, 'documents', '2027', 'Q1', 'Plan.docx'), 'utf8')).toBe('quarter')
    const again = await folders.create('', '2026', by)
    expect(again.id).not.toBe('2026')
    expect(names((await folders.children('2026', { user: ada })).folders)).toEqual(['Q1'])
    expect(await folders.rename('', 'Library', by)).toEqual({ id: '', name: 'Library' })
    expect((await folders.root()).name).toBe('Library')
  })

  it('are made and deleted, and only when they are empty', async () => {
    const made = await folders.create('2026', 'Q2', by)
    await expect(folders.create('2026', 'Q2', by)).rejects.toMatchObject({ code: 'name_taken' })
    await expect(folders.rename(made.id, 'Q1', by)).rejects.toMatchObject({ code: 'name_taken' })
    await folders.delete(made.id, by)
    expect(await folders.find(made.id)).toBeNull()
    await expect(folders.delete('2026', by)).rejects.toMatchObject({ code: 'version_conflict' })
    await expect(folders.delete('', by)).rejects.toMatchObject({ code: 'forbidden' })
    for (const name of ['../x', '.hidden', 'a/b', ''])
      await expect(folders.create('', name, by)).rejects.toMatchObject({ code: 'name_invalid' })
  })

  it('take new documents by their id, also after a rename', async () => {
    await folders.rename('2026', '2027', by)
    const found = await host.documents.findByName?.('Plan.docx', { beside: null, folder: '2026/Q1' })
    expect(found?.id).toBe('2026/Q1/Plan.docx')
    expect(await host.documents.findByName?.('Plan.docx', { beside: null, folder: '' })).toBeNull()
    expect(await host.documents.findByName?.('Top.docx', { beside: 'Top.docx' })).toMatchObject({ id: 'Top.docx' })
  })

  it('lose a document that is deleted', async () => {
    await host.documents.delete?.('Top.docx', by)
    expect(await host.documents.find('Top.docx')).toBeNull()
    await expect(host.documents.delete?.('Top.docx', by)).rejects.toMatchObject({ code: 'not_found' })
  })
})
