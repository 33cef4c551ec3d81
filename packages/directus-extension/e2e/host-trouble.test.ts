import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { User } from '@openwith/connector-core/host'
import { spoolBytes } from '@openwith/connector-testkit'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DirectusContext } from '../src/directus.ts'
import { createHost, type DirectusHost } from '../src/host.ts'
import { createRunning, runningOf } from '../src/running.ts'
import { type InProcessDirectus, loadDirectus } from './in-process.ts'
import { peopleInDatabase } from './people-in-database.ts'

describe('a host in trouble', () => {
  let running: InProcessDirectus
  let host: DirectusHost
  const folder = mkdtemp(path.join(tmpdir(), 'openwith-trouble-'))

  beforeAll(async () => {
    running = await loadDirectus(inject('directusDirectory'), {}, () => {})
    host = createHost(running.context)
    await host.prepare()
  })
  afterAll(async () => {
    await running?.stop()
    await rm(await folder, { recursive: true, force: true })
  })

  async function addFile(text: string): Promise<{ id: string; path: string }> {
    const { services, getSchema, database } = running.context
    const files = new services.FilesService({ schema: await getSchema(), accountability: null })
    const body = Readable.from([Buffer.from(text)], { objectMode: false })
    const id = await files.uploadOne(body, { filename_download: 'Plan.docx', type: 'text/plain' })
    const row = (await database('directus_files').where({ id }).first('filename_disk')) as { filename_disk: string }
    return { id, path: path.join(running.uploads, row.filename_disk) }
  }

  it('does not write over a file that was replaced while the save was on its way into the storage', async () => {
    const file = await addFile('before')
    const body = await spoolBytes(await folder, 'our edit')
    const { version } = (await host.documents.find(file.id)) ?? { version: '' }
    const later = new Date(Date.now() + 60_000)
    async function* slowly() {
      await writeFile(file.path, 'somebody else’s bytes')
      await running.context.database('directus_files').where({ id: file.id }).update({ uploaded_on: later })
      yield* body.stream()
    }
    const slow = { ...body, stream: () => Readable.toWeb(Readable.from(slowly())) as ReadableStream<Uint8Array> }
    const write = host.documents.write(file.id, slow, { ifVersion: version, by: null, reason: 'save' })
    await expect(write).rejects.toMatchObject({ code: 'version_conflict' })
    expect(await readFile(file.path, 'utf8')).toBe('somebody else’s bytes')
    expect((await host.documents.find(file.id))?.size).toBe(Buffer.byteLength('somebody else’s bytes'))
  })

  it('leaves a save that is running to its own process, though another instance starts over the same folder and reads the file', async () => {
    const file = await addFile('before')
    const body = await spoolBytes(await folder, 'our edit')
    const { version } = (await host.documents.find(file.id)) ?? { version: '' }
    const kept = path.join(host.dataDirectory, 'replacing')
    const move = heldMove()
    try {
      const write = host.documents.write(file.id, body, { ifVersion: version, by: null, reason: 'save' })
      await move.reached
      // The old object is gone, and the new one not in its place.
      await expect(readFile(file.path)).rejects.toThrow()
      const second = createHost(running.context)
      const prepared = second.prepare()
      await Promise.race([prepared, sleep(1000)])
      expect(await readdir(kept)).toHaveLength(1)
      const read = second.documents.read(file.id).then(({ body }) => new Response(body).text())
      await Promise.race([read.catch(() => {}), sleep(300)])
      move.release()
      await write
      expect(await read).toBe('our edit')
      await prepared
    } finally {
      move.end()
    }
    expect(await readFile(file.path, 'utf8')).toBe('our edit')
    expect(await readdir(kept)).toEqual([])
  })

  it('answers “unavailable” for a file that is being moved for long, and never that it is gone', async () => {
    const file = await addFile('before')
    const body = await spoolBytes(await folder, 'our edit')
    const { version } = (await host.documents.find(file.id)) ?? { version: '' }
    const move = heldMove()
    try {
      const write = host.documents.write(file.id, body, { ifVersion: version, by: null, reason: 'save' })
      await move.reached
      const second = createHost(running.context)
      await expect(second.documents.read(file.id)).rejects.toMatchObject({ code: 'unavailable' })
      move.release()
      await write
    } finally {
      move.end()
    }
  })

  it('puts the bytes of a killed save back, though its author is suspended by now', async () => {
    const file = await addFile('before')
    const people = peopleInDatabase(running.context)
    const author = await people.user(null, await people.policy({ admin_access: true }))
    const bytes = Buffer.from('after')
    const kept = path.join(host.dataDirectory, 'replacing')
    await mkdir(kept, { recursive: true })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await writeFile(path.join(kept, `${file.id}.${sha256}.${author.id}`), bytes)
    await rm(file.path)
    await running.context.database('directus_users').where({ id: author.id }).update({ status: 'suspended' })
    await host.prepare()
    expect(await readFile(file.path, 'utf8')).toBe('after')
    expect(await host.documents.find(file.id)).toMatchObject({ size: 5, version: sha256 })
    const row = await running.context.database('directus_files').where({ id: file.id }).first('filesize')
    expect(Number(row.filesize)).toBe(5)
    await expect(readFile(path.join(kept, `${file.id}.${sha256}.${author.id}`))).rejects.toThrow()
  })

  it('falls back to an address of this machine when the public one cannot be read, and says so', async () => {
    const printed: string[] = []
    const logger = { ...running.context.logger, warn: (text: string) => printed.push(text) }
    for (const address of ['https://', 'https://cms.example.com:99999', '/', 'cms.example.com']) {
      const context = { ...running.context, logger, env: { ...running.context.env } }
      process.env.OPENWITH_PUBLIC_URL = address
      try {
        const made = createHost(context)
        expect(made.mount().publicUrl).toMatch(/^http:\/\/localhost:\d+$/)
        await made.prepare()
      } finally {
        delete process.env.OPENWITH_PUBLIC_URL
      }
    }
    expect(printed.filter((text) => text.includes('public_url.missing'))).toHaveLength(4)
  })

  it('runs the connector that was loaded last, however fast Directus loaded its extensions anew', async () => {
    /** Loads the extension; answers how often its connector was prepared, which the log tells. */
    const load = () => {
      let prepared = 0
      const warn = (text: string) => {
        if (text.includes('public_url.missing')) prepared += 1
      }
      createRunning({ ...running.context, logger: { ...running.context.logger, warn } })
      return () => prepared
    }
    process.env.OPENWITH_PUBLIC_URL = '/'
    try {
      const first = load()
      await runningOf(running.context).start()
      const between = load()
      const last = load()
      await expect.poll(last).toBe(1)
      expect([first(), between()]).toEqual([1, 0])
    } finally {
      delete process.env.OPENWITH_PUBLIC_URL
      await runningOf(running.context).close()
    }
  })

  it('ends only when the saves that run have ended', async () => {
    const { database } = running.context
    const { promise: away, resolve: comeBack } = Promise.withResolvers<void>()
    const slow = new Proxy(database, {
      get: (target, name, receiver) =>
        name === 'raw'
          ? async (...args: Parameters<typeof database.raw>) => {
              await away
              return await database.raw(...args)
            }
          : Reflect.get(target, name, receiver),
    })
    createRunning({ ...running.context, database: slow })
    const made = runningOf({ database: slow })
    const answer = made.connector.fetch(
      new Request('http://127.0.0.1:8055/openwith/server/callback', { method: 'POST' }),
    )
    const closed = made.close().then(() => 'closed')
    expect(await Promise.race([closed, sleep(500).then(() => 'waiting')])).toBe('waiting')
    comeBack()
    await answer
    expect(await closed).toBe('closed')
  })

  it('is prepared later when the database is away at the start', async () => {
    let isAway = true
    const { database } = running.context
    const late = new Proxy(database, {
      get(target, name, receiver) {
        if (isAway && name === 'schema') throw new Error('The database is away.')
        return Reflect.get(target, name, receiver)
      },
      apply(target, self, args) {
        if (isAway) throw new Error('The database is away.')
        return Reflect.apply(target, self, args)
      },
    })
    const context: DirectusContext = { ...running.context, database: late }
    createRunning(context)
    const made = runningOf(context)
    try {
      await made.start()
      const ada = (await database('directus_users').where({ status: 'active' }).first('id')) as { id: string }
      isAway = false
      const answer = async () =>
        (
          await made.connector.browser(
            new Request('http://127.0.0.1:8055/openwith/formats'),
            (await host.access.user(ada.id)) as User,
          )
        ).status
      expect(await answer()).toBe(200)
      const field = () => database('directus_fields').where({ field: 'openwith_open' }).first('id')
      const deadline = Date.now() + 60_000
      while ((await field()) === undefined && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 100))
      expect(await field()).toBeDefined()
    } finally {
      await made.close()
    }
  })
})

/** A storage that is slow between deleting the old object and moving the new one: nothing is moved into its place until `release`. */
function heldMove() {
  const { rename } = fs.promises
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  fs.promises.rename = async (from, to) => {
    if (path.basename(String(from)).startsWith('temp_')) {
      reached.resolve()
      await released.promise
    }
    await rename(from, to)
  }
  syncBuiltinESMExports()
  return {
    reached: reached.promise,
    release: () => released.resolve(),
    end() {
      released.resolve()
      fs.promises.rename = rename
      syncBuiltinESMExports()
    },
  }
}
