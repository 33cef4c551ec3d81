import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync } from 'node:fs'
import {
  appendFile,
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DocumentList, Host, SpooledFile, User } from '../host.ts'
import { memoryState } from '../state/memory.ts'
import { type FolderHostOptions, folderHost, settingsFile } from './index.ts'

let base = ''
let directory = ''
const ada: User = { id: 'ada', name: 'Ada' }

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'openwith-folder-'))
  directory = join(base, 'documents')
  await mkdir(join(directory, '2026', 'Q1'), { recursive: true })
  await writeFile(join(directory, 'Plan.docx'), 'plan')
  await writeFile(join(directory, '2026', 'Übersicht.xlsx'), 'sheet')
  await writeFile(join(directory, '2026', 'Q1', 'Plan.docx'), 'quarter')
})

afterEach(async () => {
  await rm(base, { recursive: true })
})

const state = () => memoryState()

function open(options: Partial<FolderHostOptions> = {}): Host {
  return folderHost({
    directory,
    state: state(),
    settings: settingsFile({ path: join(base, 'settings.json'), environment: {} }),
    mount: { publicUrl: 'http://cms', serverPath: '/server', browserPath: '/browser' },
    ...options,
  })
}

async function spooled(text: string): Promise<SpooledFile> {
  const path = join(base, `spooled-${createHash('sha256').update(text).digest('hex')}`)
  await writeFile(path, text, { mode: 0o600 })
  return {
    path,
    size: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    stream: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
  }
}

const textOf = async (host: Host, id: string) => new Response((await host.documents.read(id)).body).text()
const save = async (host: Host, id: string, text: string, ifVersion?: string) =>
  host.documents.write(id, await spooled(text), {
    ifVersion: ifVersion ?? (await host.documents.find(id))!.version,
    by: null,
    reason: 'save',
  })
/** Long enough ago for the file system's clock to have moved on. */
const age = (path: string, seconds: number) => {
  const time = new Date(Date.now() - seconds * 1000)
  return utimes(path, time, time)
}
const pause = () => new Promise((resolve) => setTimeout(resolve, 150))

describe('what is a document', () => {
  it.each(
    [
      '../settings.json',
      '2026/../Plan.docx',
      '2026/./Übersicht.xlsx',
      '/etc/passwd',
      '//Plan.docx',
      'Plan.docx/',
      '2026',
      '',
      '.',
      '..',
      'Plan.docx\u0000.txt',
      '..\\settings.json',
      '2026\\Übersicht.xlsx',
      '.hidden.docx',
      '.openwith/spool/x.docx',
      'Plan.docx/Plan.docx',
      '\ud800.docx',
      `${'x'.repeat(5000)}.docx`,
      `${'x'.repeat(300)}.docx`,
    ].map((id) => [id.slice(0, 40), id] as const),
  )('%j is none', async (_start, id) => {
    await writeFile(join(base, 'settings.json'), '{}')
    await writeFile(join(directory, '.hidden.docx'), 'hidden')
    const { documents } = open()
    await mkdir(join(directory, '.openwith', 'spool'), { recursive: true })
    await writeFile(join(directory, '.openwith', 'spool', 'x.docx'), 'spooled')
    expect(await documents.find(id)).toBeNull()
    await expect(documents.read(id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(
      documents.write(id, await spooled('x'), { ifVersion: 'x', by: null, reason: 'save' }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a symbolic link is none, whatever it points to', async () => {
    await writeFile(join(base, 'outside.docx'), 'outside')
    await mkdir(join(base, 'elsewhere'))
    await writeFile(join(base, 'elsewhere', 'in.docx'), 'outside')
    await symlink(join(base, 'outside.docx'), join(directory, 'out.docx'))
    await symlink(join(base, 'elsewhere'), join(directory, 'linked'))
    await symlink(join(directory, 'Plan.docx'), join(directory, 'same.docx'))
    const host = open()
    for (const id of ['out.docx', 'linked/in.docx', 'same.docx']) expect(await host.documents.find(id)).toBeNull()
    const { documents } = await host.documents.list!({ user: ada, extensions: ['docx'], limit: 100 })
    expect(documents.map(({ id }) => id)).toEqual(['2026/Q1/Plan.docx', 'Plan.docx'])
    const body = await spooled('x')
    const create = host.documents.create!({ name: 'a.docx', beside: null, folder: 'linked', body, by: null })
    await expect(create).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a data directory inside the folder holds none', async () => {
    await mkdir(join(directory, 'data'))
    await writeFile(join(directory, 'data', 'x.docx'), 'spooled')
    const { documents } = open({ dataDirectory: join(directory, 'data') })
    expect(await documents.find('data/x.docx')).toBeNull()
    const found = await documents.list!({ user: ada, extensions: ['docx'], search: 'x.docx', limit: 10 })
    expect(found.documents).toEqual([])
  })
})

describe('versions', () => {
  it('stay over a change of times and rights, and change when bytes of the same length and time do', async () => {
    const { documents } = open()
    const file = join(directory, 'Plan.docx')
    await age(file, 100)
    await pause()
    const first = (await documents.find('Plan.docx'))!
    expect(first.version).toBe(createHash('sha256').update('plan').digest('hex'))
    await age(file, 50)
    await chmod(file, 0o640)
    expect((await documents.find('Plan.docx'))?.version).toBe(first.version)
    const { atime, mtime } = await stat(file)
    await writeFile(file, 'nalp')
    await utimes(file, atime, mtime)
    expect((await documents.find('Plan.docx'))?.version).not.toBe(first.version)
  })

  it('are found again by a new process without reading the file', async () => {
    const shared = state()
    await pause()
    const first = await open({ state: shared }).documents.find('Plan.docx')
    const asked: string[] = []
    const swap: typeof shared.swap = async (key) => {
      asked.push(key)
      return true
    }
    const again = await open({ state: { ...shared, swap } }).documents.find('Plan.docx')
    expect(again?.version).toBe(first?.version)
    // A version that had to be computed would have been stored.
    expect(asked).toEqual([])
  })

  it('see two changes within one tick of the clock', async () => {
    const { documents } = open()
    const seen = new Set<string>()
    for (const text of ['aaaa', 'bbbb', 'cccc', 'dddd']) {
      await writeFile(join(directory, 'Plan.docx'), text)
      seen.add((await documents.find('Plan.docx'))!.version)
    }
    expect(seen.size).toBe(4)
  })
})

describe('write', () => {
  it('keeps the rights of the file and leaves nothing else in the folder', async () => {
    const host = open()
    await chmod(join(directory, 'Plan.docx'), 0o664)
    const before = (await readdir(directory)).sort()
    const written = await save(host, 'Plan.docx', 'a new plan')
    expect(written).toMatchObject({ id: 'Plan.docx', name: 'Plan.docx', size: 10 })
    expect(await readFile(join(directory, 'Plan.docx'), 'utf8')).toBe('a new plan')
    expect((await stat(join(directory, 'Plan.docx'))).mode & 0o777).toBe(0o664)
    expect((await readdir(directory)).sort()).toEqual(before)
    expect(await host.documents.find('Plan.docx')).toEqual(written)
  })

  it('lets a reader who began before finish with the old bytes', async () => {
    const host = open()
    const content = await host.documents.read('Plan.docx')
    await save(host, 'Plan.docx', 'something else')
    expect(await new Response(content.body).text()).toBe('plan')
  })

  it('refuses when another program replaced the file, and leaves that one', async () => {
    const host = open()
    const { version } = (await host.documents.find('Plan.docx'))!
    await writeFile(join(base, 'new.docx'), 'by another program')
    await rename(join(base, 'new.docx'), join(directory, 'Plan.docx'))
    await expect(save(host, 'Plan.docx', 'mine', version)).rejects.toMatchObject({ code: 'version_conflict' })
    expect(await readFile(join(directory, 'Plan.docx'), 'utf8')).toBe('by another program')
  })

  it('leaves no second name behind when the very same file is written again', async () => {
    const host = open()
    const body = await spooled('again')
    for (let time = 0; time < 2; time += 1) {
      const { version } = (await host.documents.find('Plan.docx'))!
      await host.documents.write('Plan.docx', body, { ifVersion: version, by: null, reason: 'save' })
    }
    expect(await textOf(host, 'Plan.docx')).toBe('again')
    expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('refuses a short spooled file and cleans up', async () => {
    const host = open()
    const body = await spooled('0123456789')
    await truncate(body.path, 5)
    const { version } = (await host.documents.find('Plan.docx'))!
    const write = host.documents.write('Plan.docx', body, { ifVersion: version, by: null, reason: 'save' })
    await expect(write).rejects.toMatchObject({ code: 'unavailable' })
    expect(await textOf(host, 'Plan.docx')).toBe('plan')
    expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('read', () => {
  it('ends in an error when the file is written to meanwhile', async () => {
    const file = join(directory, 'Plan.docx')
    await writeFile(file, Buffer.alloc(1024 * 1024, 'a'))
    const { body } = await open().documents.read('Plan.docx')
    const reader = body.getReader()
    await reader.read()
    await appendFile(file, 'more')
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('rename', () => {
  it('keeps the id, over a restart too, and frees the old name for another document', async () => {
    const shared = state()
    const host = open({ state: shared })
    const before = (await host.documents.find('2026/Q1/Plan.docx'))!
    const renamed = await host.documents.rename!(before.id, 'Ziel.docx', { by: null })
    expect(renamed).toMatchObject({ id: before.id, version: before.version, name: 'Ziel.docx', folder: 'Q1' })

    const body = await spooled('another plan')
    const other = await host.documents.create!({ name: 'Plan.docx', beside: before.id, body, by: null })
    expect(other.id).not.toBe(before.id)

    const later = open({ state: shared })
    expect(await textOf(later, before.id)).toBe('quarter')
    expect(await textOf(later, other.id)).toBe('another plan')
    expect((await save(later, before.id, 'written later')).id).toBe(before.id)
    expect(await readFile(join(directory, '2026', 'Q1', 'Ziel.docx'), 'utf8')).toBe('written later')
    const { documents } = await later.documents.list!({ user: ada, extensions: ['docx'], folder: '2026/Q1', limit: 9 })
    expect(documents.map(({ id, name }) => [id, name])).toEqual([
      [other.id, 'Plan.docx'],
      [before.id, 'Ziel.docx'],
    ])
  })

  it('back to the first name gives the same document, and its path now also finds it', async () => {
    const { documents } = open()
    await documents.rename!('Plan.docx', 'Ziel.docx', { by: null })
    expect((await documents.find('Ziel.docx'))?.id).toBe('Plan.docx')
    await documents.rename!('Plan.docx', 'Plan.docx', { by: null })
    expect(await documents.find('Plan.docx')).toMatchObject({ id: 'Plan.docx', name: 'Plan.docx' })
    expect(await documents.find('Ziel.docx')).toBeNull()
  })

  it('refuses names that hide, leave the folder or are taken', async () => {
    const { documents } = open()
    await writeFile(join(directory, 'taken.docx'), 'taken')
    const code = (name: string) => documents.rename!('Plan.docx', name, { by: null }).catch((error) => error.code)
    expect(await code('.hidden.docx')).toBe('name_invalid')
    expect(await code('../up.docx')).toBe('name_invalid')
    expect(await code('')).toBe('name_invalid')
    expect(await code('taken.docx')).toBe('name_taken')
    expect(await readFile(join(directory, 'taken.docx'), 'utf8')).toBe('taken')
  })
})

describe('create', () => {
  it('gives a document in place of one deleted by another program a fresh start', async () => {
    const { documents } = open()
    await documents.rename!('Plan.docx', 'Ziel.docx', { by: null })
    await rm(join(directory, 'Ziel.docx'))
    const body = await spooled('fresh')
    const created = await documents.create!({ name: 'Ziel.docx', beside: null, body, by: null })
    expect(created.id).toBe('Ziel.docx')
    expect(await documents.find('Plan.docx')).toBeNull()
  })

  it('gives a document with a long path an id within the limit', async () => {
    const deep = ['a', 'b', 'c', 'd'].map((name) => name.repeat(60))
    await mkdir(join(directory, ...deep), { recursive: true })
    await writeFile(join(directory, ...deep, 'Far.docx'), 'far')
    const host = open()
    const { documents } = await host.documents.list!({ user: ada, extensions: ['docx'], search: 'far', limit: 9 })
    expect(documents[0]!.id.length).toBeLessThanOrEqual(200)
    expect(await textOf(host, documents[0]!.id)).toBe('far')
  })

  it('says when the folder is gone, and where a name is taken', async () => {
    const { documents } = open()
    const body = await spooled('x')
    const create = documents.create!({ name: 'a.docx', beside: null, folder: 'nowhere', body, by: null })
    await expect(create).rejects.toMatchObject({ code: 'not_found' })
    expect(await documents.nameTaken!('Übersicht.xlsx', { beside: null, folder: '2026' })).toBe(true)
    expect(await documents.nameTaken!('Übersicht.xlsx', { beside: null })).toBe(false)
  })
})

describe('list', () => {
  it('goes through the tree page by page, each document once', async () => {
    for (let i = 0; i < 7; i++) await writeFile(join(directory, '2026', `n${i}.docx`), String(i))
    const { documents } = open()
    const seen: string[] = []
    let page: DocumentList = { documents: [], cursor: undefined }
    do {
      page = await documents.list!({ user: ada, extensions: ['docx', 'xlsx'], limit: 3, cursor: page.cursor })
      seen.push(...page.documents.map(({ id }) => id))
    } while (page.cursor !== undefined)
    expect(seen).toHaveLength(10)
    expect(new Set(seen).size).toBe(10)
  })

  it('searches names without case and shows nothing to who may not view', async () => {
    const users = [{ ...ada }, { id: 'eve', name: 'Eve', permissions: { view: false } }]
    const { documents, access } = open({ users })
    const search = async (user: User) =>
      (await documents.list!({ user, extensions: ['xlsx'], search: 'übers', limit: 9 })).documents.map(({ id }) => id)
    expect(await search(ada)).toEqual(['2026/Übersicht.xlsx'])
    expect(await search({ id: 'eve', name: 'Eve' })).toEqual([])
    expect(await access.user('nobody')).toBeNull()
    expect(await access.user('ada')).toEqual({ id: 'ada', name: 'Ada' })
  })

  it('sweeps away what a crash left long ago', async () => {
    const [old, fresh] = ['0', '1'].map((digit) => join(directory, `.openwith-${digit.repeat(24)}.tmp`))
    await writeFile(old!, 'half')
    await writeFile(fresh!, 'half')
    await age(old!, 2 * 86_400)
    const staged = async () => {
      await open().documents.list!({ user: ada, extensions: ['docx'], limit: 9 })
      return (await readdir(directory)).filter((name) => name.endsWith('.tmp'))
    }
    expect(await staged(), 'old bytes, but put there just now').toHaveLength(2)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 86_400_000 })
    try {
      expect(await staged()).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('settingsFile', () => {
  it('keeps settings where only this user reads them, and says when they are damaged', async () => {
    const path = join(base, 'deep', 'settings.json')
    const store = settingsFile({ path })
    expect(await store.load()).toEqual({})
    await store.save({ secret: 's' })
    expect(await store.load()).toEqual({ secret: 's' })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await writeFile(path, '[1]')
    await expect(store.load()).rejects.toMatchObject({ code: 'unavailable' })
  })
})
