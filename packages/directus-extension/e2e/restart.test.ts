import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDocumentServer } from '@openwith/dev-document-server'
import { describe, expect, inject, it } from 'vitest'
import { startDirectus } from '../../../examples/directus/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'

type OpenConfig = Parameters<Awaited<ReturnType<typeof startDocumentServer>>['driver']['open']>[0]

describe('a Directus that dies', () => {
  it('has the edit once, and no second document, after it was killed before the save and started again', async () => {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-directus-'))
    const server = await startDocumentServer({ callbackBackoffMs: [3000, 5000, 8000, 10_000] })
    const environment = { DOCUMENT_SERVER_URL: server.url, DOCUMENT_SERVER_SECRET: server.secret ?? '' }
    const directory = inject('directusDirectory')
    let app = await startDirectus({ directory, dataDirectory, environment })
    try {
      const uploaded = await app.upload(await sample('Survivor.docx', ['Before']))
      const { config } = await app.api<{ config: OpenConfig }>('POST', `/openwith/documents/${uploaded.id}/open`, {})
      const opened = await server.driver.open(config)
      opened.type(' and after')
      await app.kill()
      opened.close({ now: true })
      app = await startDirectus({ directory, dataDirectory, environment, port: Number(new URL(app.url).port) })
      await server.driver.finishSaves()
      expect(await storedText(app.pathOf(uploaded))).toContain('Before and after')
      const { data } = await app.api<{ data: unknown[] }>('GET', '/files')
      expect(data).toHaveLength(1)
      expect(await app.api('GET', '/openwith/recovery')).toEqual({ entries: [] })
    } finally {
      await app.stop()
      await server.close()
      await rm(dataDirectory, { recursive: true, force: true })
    }
  })
})
