import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDocumentServer } from '@openwith/dev-document-server'
import { describe, expect, inject, it } from 'vitest'
import { type PayloadApp, startPayload } from '../../../examples/payload/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'
import { databases } from './databases.ts'

type Moment = (app: PayloadApp, file: string) => Promise<() => Promise<boolean>>

/** When the process is killed; each answers how to see that the moment has come. */
const moments: [string, Moment][] = [
  ['before Document Server calls back', async () => async () => true],
  [
    'as soon as the edit lies in its spool',
    async ({ dataDirectory }) => {
      const spool = path.join(dataDirectory, 'openwith/spool')
      return async () => (await readdir(spool).catch(() => [])).length > 0
    },
  ],
  [
    'as soon as the new bytes are in place of the old ones',
    async (_app, file) => {
      const { ino, mtimeMs } = await stat(file)
      return async () => {
        const now = await stat(file)
        return now.ino !== ino || now.mtimeMs !== mtimeMs
      }
    },
  ],
]

describe.each(databases)('a Payload on %s that dies', (_on, start) => {
  it.each(moments)(
    'has the edit once, and no second document, after it was killed %s and started again',
    async (_name, moment) => {
      const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-payload-'))
      const server = await startDocumentServer({ callbackBackoffMs: [3000, 5000, 8000] })
      const database = await start()
      const environment = {
        ...database.environment,
        DOCUMENT_SERVER_URL: server.url,
        DOCUMENT_SERVER_SECRET: server.secret ?? '',
      }
      const directory = inject('payloadDirectory')
      let app = await startPayload({ directory, dataDirectory, environment })
      try {
        const uploaded = await app.upload(await sample('Survivor.docx', ['Before']))
        const file = app.storedFile(uploaded)
        const { config } = await app.api<{ config: Parameters<typeof server.driver.open>[0] }>(
          'POST',
          `/openwith/documents/media:${uploaded.id}/open`,
          {},
        )
        const opened = await server.driver.open(config)
        opened.type(' and after')
        const hasCome = await moment(app, file)
        if (await hasCome()) {
          await app.kill()
          opened.close({ now: true })
        } else {
          opened.close({ now: true })
          while (!(await hasCome()));
          await app.kill()
        }
        expect(await storedText(file)).toContain('Before')

        app = await startPayload({ directory, dataDirectory, environment, port: Number(new URL(app.url).port) })
        await server.driver.finishSaves()
        expect(await storedText(file)).toContain('Before and after')
        const { docs } = await app.api<{ docs: { id: number; filename: string }[] }>('GET', '/media')
        expect(docs).toMatchObject([{ id: uploaded.id, filename: 'Survivor.docx' }])
        expect(await app.api('GET', '/openwith/recovery')).toEqual({ entries: [] })
        const address = await fetch(uploaded.url, {
          headers: { authorization: `JWT ${await app.login(app.admin.email, app.admin.password)}` },
        })
        expect((await address.arrayBuffer()).byteLength).toBe((await stat(file)).size)
      } finally {
        await app.stop()
        await server.close()
        await database.stop()
        await rm(dataDirectory, { recursive: true, force: true })
      }
    },
  )
})
