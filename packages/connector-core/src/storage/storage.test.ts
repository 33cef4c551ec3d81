import { createHash } from 'node:crypto'
import { link, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HostError } from '../errors.ts'
import type { SpooledFile, StateStore } from '../host.ts'
import { memoryState } from '../state/memory.ts'
import {
  type ByteStorage,
  type DocumentBytes,
  documentBytes,
  keepingOld,
  openFile,
  replaceFile,
  stampOfFile,
  sweepOld,
  sweepStaged,
} from './index.ts'

interface Row {
  id: string
  revision: number
}

let folder: string
let state: StateStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openwith-storage-'))
  state = memoryState()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

let spools = 0
async function spool(text: string): Promise<SpooledFile> {
  spools += 1
  const path = join(folder, `spool-${spools}`)
  await writeFile(path, text)
  return {
    path,
    size: Buffer.byteLength(text),
    sha256: sha256(text),
    stream: () => new Response(text).body as ReadableStream<Uint8Array>,
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('a file of this machine', () => {
  it('is replaced by a rename: who reads keeps the old bytes, and nothing is left beside it', async () => {
    const file = join(folder, 'a.docx')
    await writeFile(file, 'old bytes')
    const reader = await openFile(file, { name: 'a.docx' })
    await replaceFile(file, await spool('new'), { name: 'a.docx', seen: await stampOfFile(file) })
    expect(await textOf(reader.body)).toBe('old bytes')
    expect(await readFile(file, 'utf8')).toBe('new')
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('is not replaced when it is another one than was seen', async () => {
    const file = join(folder, 'a.docx')
    await writeFile(file, 'first')
    const seen = await stampOfFile(file)
    await writeFile(file, 'second, by somebody else')
    await expect(replaceFile(file, await spool('ours'), { name: 'a.docx', seen })).rejects.toMatchObject({
      code: 'version_conflict',
    })
    expect(await readFile(file, 'utf8')).toBe('second, by somebody else')
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('answers a range, and says what is missing', async () => {
    const file = join(folder, 'a.docx')
    await writeFile(file, '0123456789')
    expect(await textOf((await openFile(file, { name: 'a', range: { start: 3, end: 5 } })).body)).toBe('345')
    expect(await textOf((await openFile(file, { name: 'a', range: { start: 8, end: 99 } })).body)).toBe('89')
    await expect(openFile(join(folder, 'none'), { name: 'a.docx' })).rejects.toMatchObject({ code: 'not_found' })
    expect(await stampOfFile(join(folder, 'none'))).toBeNull()
  })

  it('sweeps what was put there long ago and nothing else, however old the bytes behind a link are', async () => {
    const ancient = join(folder, 'ancient.docx')
    await writeFile(ancient, 'bytes')
    const past = Date.now() / 1000 - 3 * 86_400
    await utimes(ancient, past, past)
    const staged = `.openwith-${'0'.repeat(24)}.tmp`
    await link(ancient, join(folder, staged))
    await writeFile(join(folder, '.hidden'), '')
    await sweepStaged(folder)
    expect((await readdir(folder)).sort()).toEqual(['.hidden', staged, 'ancient.docx'].sort())
    const later = new Date(Date.now() + 2 * 86_400_000)
    await sweepStaged(folder, later)
    expect((await readdir(folder)).sort()).toEqual(['.hidden', 'ancient.docx'].sort())
    await sweepOld(folder)
    expect(await readdir(folder)).toHaveLength(2)
    await sweepOld(folder, later)
    expect(await readdir(folder)).toEqual([])
  })
})

/** A storage in memory that can be cut at any point, as a killed process would. */
function cuttable(atomic: boolean) {
  const bytes = new Map<string, string>()
  const rows = new Map<string, Row>()
  const seen: string[] = []
  let isSettled = true
  let reads = 0
  let cut: 'never' | 'conflict' | 'before' | 'between' | 'after' = 'never'
  const power = () => {
    cut = 'never'
    throw new Error('killed')
  }
  const storage: ByteStorage<Row> = {
    atomic,
    async stamp(row) {
      const text = bytes.get(row.id)
      return text === undefined ? null : `stamp ${sha256(text)} ${atomic ? '' : row.revision}`
    },
    async open(row, { range } = {}) {
      const text = bytes.get(row.id)
      if (text === undefined) throw new HostError('not_found', 'gone')
      reads += 1
      const part = Buffer.from(text.slice(range?.start ?? 0, range === undefined ? undefined : range.end + 1))
      return {
        stamp: (await storage.stamp(row)) as string,
        size: text.length,
        body: (async function* () {
          yield part
        })(),
      }
    },
    isSettled: () => isSettled,
    async replace(row, body, options) {
      seen.push(`${options.seen} of ${options.version}`)
      if (cut === 'conflict') {
        bytes.set(row.id, 'three')
        throw new HostError('version_conflict', 'Somebody was faster.')
      }
      if (cut === 'before') power()
      if (!atomic) bytes.delete(row.id)
      if (cut === 'between') power()
      bytes.set(row.id, await readFile(body.path, 'utf8'))
      if (cut === 'after') power()
      rows.set(row.id, { ...row, revision: row.revision + 1 })
    },
  }
  const finished: string[] = []
  const make = (now?: () => Date): DocumentBytes<Row> =>
    documentBytes<Row>({
      state,
      prefix: 'test/',
      now,
      idOf: (row) => row.id,
      nameOf: (row) => `${row.id}.docx`,
      revisionOf: (row) => String(row.revision),
      storageOf: () => storage,
      reload: async (row) => rows.get(row.id) as Row,
      async finish(row, size, by) {
        finished.push(`${row.id} ${size} ${by}`)
        rows.set(row.id, { ...row, revision: row.revision + 1 })
      },
    })
  const add = (id: string, text: string): Row => {
    const row = { id, revision: 1 }
    rows.set(id, row)
    bytes.set(id, text)
    return row
  }
  return {
    add,
    bytes,
    finished,
    make,
    seen,
    settled: (is: boolean) => {
      isSettled = is
    },
    row: (id: string) => rows.get(id) as Row,
    touch: (id: string) => rows.set(id, { id, revision: (rows.get(id) as Row).revision + 1 }),
    reads: () => reads,
    cutAt: (when: typeof cut) => {
      cut = when
    },
  }
}

describe.each([true, false])('document bytes over a storage that is atomic: %s', (atomic) => {
  it('have a version that stays over a metadata edit and changes with the bytes', async () => {
    const store = cuttable(atomic)
    const bytes = store.make()
    store.add('a', 'one')
    const first = await bytes.inspect(store.row('a'))
    expect(first).toMatchObject({ version: sha256('one'), size: 3 })
    const reads = store.reads()
    await bytes.inspect(store.row('a'))
    expect(store.reads(), 'an unchanged stamp costs no read').toBe(reads)
    store.touch('a')
    expect((await bytes.inspect(store.row('a'))).version).toBe(first.version)
    store.bytes.set('a', 'two')
    expect((await bytes.inspect(store.row('a'))).version).toBe(sha256('two'))
  })

  it('are written once in the order of the calls, and a stale writer is refused', async () => {
    const store = cuttable(atomic)
    const bytes = store.make()
    store.add('a', 'one')
    const load = async () => store.row('a')
    const [won, lost] = await Promise.allSettled([
      bytes.write('a', load, await spool('two'), { ifVersion: sha256('one'), by: 'u' }),
      bytes.write('a', load, await spool('three'), { ifVersion: sha256('one'), by: 'u' }),
    ])
    expect(won.status).toBe('fulfilled')
    expect(lost).toMatchObject({ status: 'rejected', reason: { code: 'version_conflict' } })
    expect(store.bytes.get('a')).toBe('two')
    expect(await state.get('test/a')).not.toContain('pending')
  })

  it.each(['before', 'between', 'after'] as const)(
    'are the old ones or the new ones for who reads after a kill %s, and the repeated save stores once',
    async (when) => {
      const store = cuttable(atomic)
      store.add('a', 'one')
      const load = async () => store.row('a')
      const body = await spool('two')
      await store.make().inspect(store.row('a'))
      store.cutAt(when)
      await expect(store.make().write('a', load, body, { ifVersion: sha256('one'), by: 'u' })).rejects.toThrow('killed')
      const restarted = store.make()
      const seen = await restarted.inspect(store.row('a'))
      expect([sha256('one'), sha256('two')]).toContain(seen.version)
      await restarted.write('a', load, body, { ifVersion: seen.version, by: 'u' })
      expect(store.bytes.get('a')).toBe('two')
      expect(await restarted.inspect(store.row('a'))).toMatchObject({ version: sha256('two'), size: 3 })
      expect(await state.get('test/a')).not.toContain('pending')
      if (when === 'after') expect(store.finished.at(0)).toBe('a 3 u')
    },
  )

  it('are not gone for who reads between the delete and the write of another process', async () => {
    const store = cuttable(atomic)
    store.add('a', 'one')
    await store.make().inspect(store.row('a'))
    store.cutAt('between')
    await store
      .make()
      .write('a', async () => store.row('a'), await spool('two'), { ifVersion: sha256('one'), by: 'u' })
      .catch(() => {})
    const read = store.make().read(store.row('a'))
    if (atomic) expect(await textOf((await read).body as unknown as AsyncIterable<Uint8Array>)).toBe('one')
    else await expect(read).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('end in an error when they are not what they were announced to be', async () => {
    const store = cuttable(atomic)
    const bytes = store.make()
    store.add('a', 'one')
    await bytes.inspect(store.row('a'))
    const content = await bytes.read(store.row('a'))
    expect(await textOf(content.body as unknown as AsyncIterable<Uint8Array>)).toBe('one')
    // The same stamp over other bytes: a CMS that writes into the live file.
    await state.swap(
      'test/a',
      await state.get('test/a'),
      JSON.stringify({ ...JSON.parse((await state.get('test/a')) as string), version: sha256('other') }),
      null,
    )
    const lying = await bytes.read(store.row('a'))
    await expect(textOf(lying.body as unknown as AsyncIterable<Uint8Array>)).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect((await bytes.inspect(store.row('a'))).version, 'the wrong memory is gone').toBe(sha256('one'))
  })

  it('are not finished by a reader while another process is still at it', async () => {
    const store = cuttable(atomic)
    store.add('a', 'one')
    let time = Date.now()
    const reader = store.make(() => new Date(time))
    await reader.inspect(store.row('a'))
    store.cutAt('after')
    await expect(
      store.make().write('a', async () => store.row('a'), await spool('two'), { ifVersion: sha256('one'), by: 'u' }),
    ).rejects.toThrow('killed')
    expect((await reader.inspect(store.row('a'))).version).toBe(sha256('two'))
    expect(store.finished).toEqual([])
    time += 10 * 60_000
    expect((await reader.inspect(store.row('a'))).version).toBe(sha256('two'))
    expect(store.finished).toEqual(['a 3 u'])
  })

  it('are not written while a host moves them, and are moved where a write has left them', async () => {
    const store = cuttable(atomic)
    const bytes = store.make()
    store.add('a', 'one')
    const load = async () => store.row('a')
    const order: string[] = []
    const move = (name: string) =>
      bytes.inTurn('a', async () => {
        order.push(`${name} moves ${store.bytes.get('a')}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
        order.push(`${name} has moved ${store.bytes.get('a')}`)
      })
    const body = await spool('two')
    await Promise.all([
      move('first'),
      bytes.write('a', load, body, { ifVersion: sha256('one'), by: null }),
      move('second'),
    ])
    expect(order).toEqual(['first moves one', 'first has moved one', 'second moves two', 'second has moved two'])
  })

  it('keep no mark of a write that found other bytes at the last moment', async () => {
    const store = cuttable(atomic)
    const bytes = store.make()
    store.add('a', 'one')
    await bytes.inspect(store.row('a'))
    store.cutAt('conflict')
    await expect(
      bytes.write('a', async () => store.row('a'), await spool('two'), { ifVersion: sha256('one'), by: null }),
    ).rejects.toMatchObject({ code: 'version_conflict' })
    expect(await state.get('test/a')).not.toContain('pending')
    expect((await bytes.inspect(store.row('a'))).version).toBe(sha256('three'))
  })

  it('are written only over those that were compared, and remembered only when they have settled', async () => {
    const store = cuttable(atomic)
    const bytes = store.make()
    store.add('a', 'one')
    await bytes.inspect(store.row('a'))
    const { stamp } = JSON.parse((await state.get('test/a')) as string) as { stamp: string }
    await bytes.write('a', async () => store.row('a'), await spool('two'), { ifVersion: sha256('one'), by: null })
    expect(store.seen).toEqual([`${stamp} of ${sha256('one')}`])
    store.settled(false)
    store.add('b', 'early')
    await bytes.inspect(store.row('b'))
    expect(await state.get('test/b')).toBeNull()
    store.settled(true)
    await bytes.inspect(store.row('b'))
    expect(await state.get('test/b')).toContain(sha256('early'))
  })
})

describe('a storage that deletes before it writes', () => {
  it('gets its old bytes back when the new ones cannot be written, and keeps no copy', async () => {
    let present: string | null = 'old'
    const put: string[] = []
    const directory = join(folder, 'replaced')
    await expect(
      keepingOld(await spool('new'), {
        directory,
        open: async () => ({
          stamp: 's',
          size: 3,
          body: (async function* () {
            yield Buffer.from('old')
          })(),
        }),
        async put(file, restoring) {
          present = null
          put.push(`${await readFile(file.path, 'utf8')} ${restoring}`)
          if (!restoring) throw new Error('the bucket is full')
          present = await readFile(file.path, 'utf8')
        },
      }),
    ).rejects.toThrow('the bucket is full')
    expect(put).toEqual(['new false', 'new false', 'new false', 'old true'])
    expect(present).toBe('old')
    expect(await readdir(directory)).toEqual([])
    expect((await stat(directory)).mode & 0o777).toBe(0o700)
  })

  it('is given the new bytes although an earlier try has lost the old ones', async () => {
    const put: string[] = []
    await keepingOld(await spool('new'), {
      directory: join(folder, 'replaced'),
      open: () => Promise.reject(new HostError('not_found', 'gone')),
      async put(file, restoring) {
        put.push(`${await readFile(file.path, 'utf8')} ${restoring}`)
      },
    })
    expect(put).toEqual(['new false'])
  })
})
