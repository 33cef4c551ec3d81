import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDocumentServer } from '@openwith/dev-document-server'
import { describe, expect, inject, it } from 'vitest'
import { startGhost } from '../../../examples/ghost/app.mts'
import { freePort } from '../../../toolchain/apps/running-app.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { stageOf } from './stage.ts'

describe('a Ghost in a folder of its site', () => {
  it('has its script, its pages and its saves there', async () => {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
    const port = await freePort()
    const server = await startDocumentServer()
    const app = await startGhost({
      directory: inject('ghostDirectory'),
      dataDirectory,
      port,
      // A name that begins as Ghost's own path does.
      url: `http://127.0.0.1:${port}/ghostly`,
      environment: { DOCUMENT_SERVER_URL: server.url, DOCUMENT_SERVER_SECRET: server.secret ?? '' },
    })
    try {
      const admin = await (await fetch(`${app.url}/ghost/`)).text()
      expect(admin).toContain('<script defer src="/ghostly/ghost/openwith/admin.js"></script>')
      expect((await fetch(`${app.url}/ghost/openwith/admin.js`)).status).toBe(200)
      const cookie = await app.login()
      const page = await fetch(`${app.url}/ghost/openwith/settings`, { headers: { cookie } })
      expect(await page.text()).toContain('src="/ghostly/ghost/openwith/pages.js"')
      const url = await app.upload(await sample('Deep.docx', ['Old text']))
      const post = await app.addPost({ title: 'Deep', status: 'published', files: [url] })
      const { document } = await app.api<{ document: { id: string } }>(
        'GET',
        `/ghost/openwith/api/find?url=${encodeURIComponent(url)}`,
      )
      const file = await app.api<{ url: string; posts: { id: string }[] }>(
        'GET',
        `/ghost/openwith/api/file/${document.id}`,
      )
      expect(file).toMatchObject({ url, posts: [{ id: post.id }] })
      const { config } = await app.api<{ config: never }>(
        'POST',
        `/ghost/openwith/api/documents/${document.id}/open`,
        {},
      )
      const editor = await server.driver.open(config)
      editor.type(' and new text')
      editor.close({ now: true })
      await server.driver.finishSaves()
      expect(await stageOf(app, server).untilStored(url, 'Old text and new text')).toBeTruthy()
    } finally {
      await app.stop()
      await server.close()
      await rm(dataDirectory, { recursive: true, force: true })
    }
  })
})
