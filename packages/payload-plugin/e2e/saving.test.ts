import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Collection, CollectionSlug, TextField, TypedUser } from 'payload'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createHost, type PayloadHost } from '../src/host.ts'
import { type InProcessPayload, loadPayload } from './in-process.ts'
import { hooksOf, openSpools } from './in-process-saves.ts'

const slug = 'media' as CollectionSlug

let running: InProcessPayload
let host: PayloadHost
let spools: Awaited<ReturnType<typeof openSpools>>
beforeAll(async () => {
  running = await loadPayload(inject('payloadDirectory'), {})
  host = createHost(running.payload, { collections: ['media'] })
  spools = await openSpools()
})
afterAll(async () => {
  await running?.stop()
  await spools?.close()
})

// The application's own hooks, as each test adds them.
let { hooks, restore } = { hooks: {}, restore() {} } as ReturnType<typeof hooksOf>
beforeEach(() => {
  ;({ hooks, restore } = hooksOf(running.payload, slug))
})
afterEach(() => restore())

async function add(name: string, text: string) {
  const file = { name, data: Buffer.from(text), size: text.length, mimetype: 'application/octet-stream' }
  const { id } = await running.payload.create({ collection: slug, data: { alt: name }, file })
  const stored = path.join(running.uploads, name)
  const { version } = (await host.documents.find(`media:${id}`)) ?? { version: '' }
  const save = async (bytes: Buffer | string, by: { id: string; name: string } | null = null) =>
    await host.documents.write(`media:${id}`, await spools.spool(bytes), {
      ifVersion: version,
      by,
      reason: 'save',
    })
  return { id, stored, save }
}

const rowOf = async (id: number | string) => await running.payload.findByID({ collection: slug, id })

function fieldOf(name: string) {
  const { fields } = (running.payload.collections[slug] as Collection).config
  return fields.find((field) => 'name' in field && field.name === name) as TextField
}

/** What a save may leave beside the documents. */
const strays = async () => (await readdir(running.uploads)).filter((name) => name.startsWith('.'))

describe('a save in Payload', () => {
  it('runs the application’s hooks with the new file, in the user’s name, and puts it in place before the ones that follow a change', async () => {
    const { stored, save } = await add('Hooks.docx', 'old')
    const account = await running.payload.create({
      collection: 'users' as CollectionSlug,
      data: { email: 'hooks@example.com', password: 'Openwith-test-1', name: 'Hooks' },
    })
    const seen: unknown[] = []
    hooks.beforeChange.unshift(async ({ req }) => {
      const { tempFilePath = '', size } = req.file as { tempFilePath?: string; size: number }
      seen.push(['before', await readFile(tempFilePath, 'utf8'), size, await readFile(stored, 'utf8'), req.user?.id])
    })
    hooks.afterChange.push(async ({ doc, req }) => {
      const { tempFilePath = '' } = req.file as { tempFilePath?: string }
      seen.push(['after', await readFile(tempFilePath, 'utf8'), doc.filesize, await readFile(stored, 'utf8'), doc.alt])
    })
    await save('the new one', host.access.login({ ...account, collection: 'users' } as TypedUser))
    expect(seen).toEqual([
      ['before', 'the new one', 11, 'old', account.id],
      ['after', 'the new one', 11, 'the new one', 'Hooks.docx'],
    ])
    expect(await strays()).toEqual([])
  })

  it('leaves everything as it was when a hook refuses it, and says what the hook said', async () => {
    const { id, stored, save } = await add('Refused.docx', 'old')
    hooks.beforeValidate.push(() => {
      throw Object.assign(new Error('Macros are not allowed.'), { status: 400 })
    })
    await expect(save('new')).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('Macros') })
    expect(await readFile(stored, 'utf8')).toBe('old')
    expect(await host.documents.find(`media:${id}`)).toMatchObject({ size: 3 })
    expect(await strays()).toEqual([])
  })

  it('touches neither file nor row when a field is not valid, which Payload finds after the hooks before a change', async () => {
    const { id, stored, save } = await add('Invalid.docx', 'old')
    const { ino } = await stat(stored)
    const alt = fieldOf('alt')
    const { validate } = alt
    const seen: string[] = []
    alt.validate = async () => {
      seen.push(await readFile(stored, 'utf8'))
      return 'This text is not accepted.'
    }
    try {
      await expect(save('the new one')).rejects.toMatchObject({ code: 'forbidden' })
    } finally {
      alt.validate = validate
    }
    // A process that is killed here leaves the old bytes.
    expect(seen).toContain('old')
    expect(new Set(seen)).toEqual(new Set(['old']))
    expect((await stat(stored)).ino).toBe(ino)
    expect(await rowOf(id)).toMatchObject({ filename: 'Invalid.docx', filesize: 3 })
    expect(await strays()).toEqual([])
  })

  it('keeps the name of a document whose uploads a hook of the application renames', async () => {
    const { id, stored, save } = await add('Kept name.docx', 'old')
    hooks.beforeOperation.unshift(({ args, req }) => {
      if (req.file !== undefined) req.file.name = 'random-name.docx'
      return args
    })
    await save('the new one')
    expect(await readFile(stored, 'utf8')).toBe('the new one')
    expect(await rowOf(id)).toMatchObject({ filename: 'Kept name.docx', filesize: 11 })
    expect(await readdir(running.uploads)).not.toContain('random-name.docx')
  })

  it('gives a new document the name that a hook of the application chooses', async () => {
    hooks.beforeOperation.unshift(({ args, operation, req }) => {
      if (operation === 'create' && req.file !== undefined) req.file.name = `upload ${req.file.name}`
      return args
    })
    const body = await spools.spool('a new one')
    const made = await host.documents.create?.({ name: 'New.docx', beside: null, body, by: null })
    expect(made).toMatchObject({ name: 'upload New.docx', size: 9 })
    expect(await readFile(path.join(running.uploads, 'upload New.docx'), 'utf8')).toBe('a new one')
  })

  it('takes the file back when Payload refuses the row after the file was put in place', async () => {
    const { id, stored, save } = await add('Taken back.docx', 'old')
    const { ino } = await stat(stored)
    hooks.afterChange.push(async () => {
      expect(await readFile(stored, 'utf8')).toBe('the new one')
      throw new Error('The search index is down.')
    })
    const { updatedAt } = await rowOf(id)
    await expect(save('the new one')).rejects.toMatchObject({ code: 'unavailable' })
    expect(await readFile(stored, 'utf8')).toBe('old')
    expect((await stat(stored)).ino).toBe(ino)
    expect(await rowOf(id)).toMatchObject({ filename: 'Taken back.docx', filesize: 3, updatedAt })
    hooks.afterChange.pop()
    expect(await host.documents.find(`media:${id}`)).toMatchObject({ size: 3 })
    await save('new')
    expect(await readFile(stored, 'utf8')).toBe('new')
    expect(await strays()).toEqual([])
  })

  it('never shows a reader half a file or none', async () => {
    const { id, stored } = await add('Read all the time.docx', 'x'.repeat(200_000))
    const ends = { saving: true }
    const sizes = new Set<number>()
    const contents = new Set<string>()
    const reading = (async () => {
      while (ends.saving) {
        const bytes = await readFile(stored)
        sizes.add(bytes.byteLength)
        contents.add(createHash('sha256').update(bytes).digest('hex'))
      }
    })()
    const written = ['x'.repeat(200_000)]
    try {
      for (let at = 1; at <= 8; at += 1) {
        const text = String(at).repeat(200_000 + at * 50_000)
        const { version } = (await host.documents.find(`media:${id}`)) ?? { version: '' }
        const options = { ifVersion: version, by: null, reason: 'save' } as const
        await host.documents.write(`media:${id}`, await spools.spool(text), options)
        written.push(text)
      }
    } finally {
      ends.saving = false
      await reading
    }
    const whole = written.map((text) => createHash('sha256').update(text).digest('hex'))
    expect([...contents].filter((hash) => !whole.includes(hash))).toEqual([])
    expect(sizes.size).toBeGreaterThan(1)
  })
})

describe('a file that a storage adapter gives away publicly', () => {
  it('is read by the address of the document, ranges included', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${new URL(request.url ?? '', 'http://x').pathname} ${request.headers.range ?? ''}`.trim())
      response.end('public bytes')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const archive = (running.payload.collections['archive' as CollectionSlug] as Collection).config
    const { handlers } = archive.upload
    try {
      const file = { name: 'Public.docx', data: Buffer.from('public bytes'), size: 12, mimetype: 'text/plain' }
      const { id } = await running.payload.create({ collection: 'archive' as CollectionSlug, data: {}, file })
      archive.upload.handlers = []
      const { port } = server.address() as AddressInfo
      archive.hooks.afterRead.push(({ doc }) => ({ ...doc, url: `http://127.0.0.1:${port}/${doc.filename}` }))
      const publicly = createHost(running.payload, { collections: ['archive'] })
      const { body } = await publicly.documents.read(`archive:${id}`, { range: { start: 7, end: 9 } })
      expect(await new Response(body).text()).toBe('byt')
      expect(asked).toEqual(['/Public.docx', '/Public.docx bytes=7-9'])
    } finally {
      archive.hooks.afterRead.pop()
      archive.upload.handlers = handlers
      await new Promise((resolve) => server.close(resolve))
    }
  })
})
