import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDocumentServer } from '@openwith/dev-document-server'
import { describe, expect, inject, it } from 'vitest'
import { startStrapi } from '../../../examples/strapi/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'

describe('a Strapi that dies', () => {
  it('has the edit once, and no second document, after it was killed before the save and started again', async () => {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-strapi-'))
    const server = await startDocumentServer({ callbackBackoffMs: [3000, 5000, 8000] })
    const environment = { DOCUMENT_SERVER_URL: server.url, DOCUMENT_SERVER_SECRET: server.secret ?? '' }
    const directory = inject('strapiDirectory')
    let app = await startStrapi({ directory, dataDirectory, environment })
    try {
      const uploaded = await app.upload(await sample('Survivor.docx', ['Before']))
      const { config } = await app.api<{ config: Parameters<typeof server.driver.open>[0] }>(
        'POST',
        `/onlyoffice/documents/${uploaded.id}/open`,
        {},
      )
      const opened = await server.driver.open(config)
      opened.type(' and after')
      await app.kill()
      opened.close({ now: true })
      app = await startStrapi({ directory, dataDirectory, environment, port: Number(new URL(app.url).port) })
      await server.driver.finishSaves()
      expect(await storedText(path.join(dataDirectory, 'public', uploaded.url))).toContain('Before and after')
      const { pagination } = await app.api<{ pagination: { total: number } }>('GET', '/upload/files?pageSize=1')
      expect(pagination.total).toBe(1)
      expect(await app.api('GET', '/onlyoffice/recovery')).toEqual({ entries: [] })
    } finally {
      await app.stop()
      await server.close()
      await rm(dataDirectory, { recursive: true, force: true })
    }
  })
})
