import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { CollectionSlug } from 'payload'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createHost, type PayloadHost } from '../src/host.ts'
import { type InProcessPayload, loadPayload } from './in-process.ts'
import { hooksOf, openSpools } from './in-process-saves.ts'

let running: InProcessPayload
/** Two, as two processes have them: only what both see, keeps them apart. */
let [host, other]: PayloadHost[] = []
let spools: Awaited<ReturnType<typeof openSpools>>
beforeAll(async () => {
  running = await loadPayload(inject('payloadDirectory'), {})
  ;[host, other] = [0, 1].map(() => createHost(running.payload, { collections: ['media', 'archive'] }))
  spools = await openSpools()
})
afterAll(async () => {
  await running?.stop()
  await spools?.close()
})

let { hooks, restore } = { hooks: {}, restore() {} } as ReturnType<typeof hooksOf>
beforeEach(() => {
  ;({ hooks, restore } = hooksOf(running.payload, 'media'))
})
afterEach(() => restore())

async function add(collection: 'media' | 'archive', name: string): Promise<string> {
  const file = { name, data: Buffer.from('old'), size: 3, mimetype: 'application/octet-stream' }
  const { id } = await running.payload.create({ collection: collection as CollectionSlug, data: { alt: name }, file })
  return `${collection}:${id}`
}

async function save(by: PayloadHost | undefined, id: string, text: string) {
  const { version } = (await by?.documents.find(id)) ?? { version: '' }
  return await by?.documents.write(id, await spools.spool(text), { ifVersion: version, by: null, reason: 'save' })
}

const rename = async (id: string, name: string) => await host?.documents.rename?.(id, name, { by: null })

/** What a person would read now. */
async function read(id: string): Promise<{ name?: string; text: string }> {
  const found = await host?.documents.find(id)
  const content = await host?.documents.read(id)
  return { name: found?.name, text: await new Response(content?.body).text() }
}

const rowOf = async (id: string) =>
  await running.payload.findByID({ collection: 'media' as CollectionSlug, id: id.split(':')[1] ?? '' })

/** Lets `work` run once in the middle of the next change, at the hook of this name. */
function inTheMiddle(at: 'beforeChange' | 'afterChange', work: () => Promise<unknown>): void {
  let begun = false
  hooks[at].push((async () => {
    if (begun) return
    begun = true
    await work()
  }) as never)
}

describe('a document that is renamed', () => {
  it.each(['media', 'archive'] as const)(
    'in %s to a name that Payload shortens is stored under the shorter one',
    async (collection) => {
      for (const [wanted, stored] of [
        ['Dots...docx', 'Dots.docx'],
        ['Space .docx', 'Space.docx'],
      ] as const) {
        const id = await add(collection, `Before ${stored}`)
        expect(await rename(id, wanted)).toMatchObject({ name: stored })
        expect(await read(id)).toEqual({ name: stored, text: 'old' })
      }
    },
  )

  it('keeps its file when a hook gives the row another name than was asked for', async () => {
    const id = await add('media', 'Renamed by a hook.docx')
    hooks.beforeChange.push(({ data }) => ({ ...data, filename: 'Somewhere else.docx' }))
    await expect(rename(id, 'Wanted.docx')).rejects.toMatchObject({ code: 'name_invalid' })
    expect(await read(id)).toEqual({ name: 'Renamed by a hook.docx', text: 'old' })
    expect(await readdir(running.uploads)).not.toContain('Wanted.docx')
  })

  it('keeps what another process saves before the row has the new name', async () => {
    const id = await add('media', 'First.docx')
    inTheMiddle('beforeChange', () => save(other, id, 'the newer bytes'))
    await rename(id, 'Second.docx')
    expect(await read(id)).toEqual({ name: 'Second.docx', text: 'the newer bytes' })
    expect(await rowOf(id)).toMatchObject({ filesize: 15 })
  })

  it('keeps what another process saves after the row has the new name', async () => {
    const id = await add('media', 'Third.docx')
    inTheMiddle('afterChange', () => save(other, id, 'the newer bytes'))
    await rename(id, 'Fourth.docx')
    expect(await read(id)).toEqual({ name: 'Fourth.docx', text: 'the newer bytes' })
    expect(await rowOf(id)).toMatchObject({ filesize: 15 })
    expect(await readdir(running.uploads)).not.toContain('Third.docx')
  })

  it.each(['media', 'archive'] as const)(
    'in %s and saved at the same time in one process has the new name and the new bytes',
    async (collection) => {
      for (let round = 0; round < 5; round += 1) {
        const id = await add(collection, `Both ${round}.docx`)
        await host?.documents.find(id)
        const both = [() => rename(id, `Both renamed ${round}.docx`), () => save(host, id, `saved in ${round}`)]
        await Promise.all((round % 2 === 0 ? both : both.reverse()).map((one) => one()))
        expect(await read(id)).toEqual({ name: `Both renamed ${round}.docx`, text: `saved in ${round}` })
      }
    },
  )

  it('leaves row and file as they were when a hook refuses it at the end', async () => {
    const id = await add('media', 'Stays.docx')
    hooks.afterChange.push(() => {
      throw Object.assign(new Error('Not this name.'), { status: 400 })
    })
    await expect(rename(id, 'Goes.docx')).rejects.toMatchObject({ code: 'forbidden' })
    expect(await read(id)).toEqual({ name: 'Stays.docx', text: 'old' })
    expect(await readFile(path.join(running.uploads, 'Stays.docx'), 'utf8')).toBe('old')
    expect(await readdir(running.uploads)).not.toContain('Goes.docx')
  })
})
