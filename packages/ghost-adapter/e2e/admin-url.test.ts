import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDocumentServer } from '@openwith/dev-document-server'
import { describe, expect, inject, it } from 'vitest'
import { startGhost } from '../../../examples/ghost/app.mts'
import { freePort } from '../../../toolchain/apps/running-app.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { stageOf } from './stage.ts'

describe('a Ghost whose admin has an address of its own', () => {
  it('is served, saved to and checked there, and has no script on a site that could not ask', async () => {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
    const port = await freePort()
    const admin = `http://localhost:${port}`
    const server = await startDocumentServer()
    const app = await startGhost({
      directory: inject('ghostDirectory'),
      dataDirectory,
      port,
      config: { admin: { url: admin }, openwith: { siteScript: true } },
      environment: { DOCUMENT_SERVER_URL: server.url, DOCUMENT_SERVER_SECRET: server.secret ?? '' },
    })
    const api = '/ghost/openwith/api'
    try {
      expect(await (await fetch(`${admin}/ghost/`)).text()).toContain('src="/ghost/openwith/admin.js"')
      expect((await fetch(`${app.url}/ghost/openwith/admin.js`, { redirect: 'manual' })).status).not.toBe(200)
      const url = await app.upload(await sample('Apart.docx', ['Old text']))
      expect(new URL(url).origin).toBe(app.url)
      const post = await app.addPost({ title: 'Apart', status: 'published', files: [url] })
      const find = `${api}/find?url=${encodeURIComponent(url)}`
      const { document } = await app.api<{ document: { id: string } }>('GET', find)
      const { config } = await app.api<{ config: never }>('POST', `${api}/documents/${document.id}/open`, {})
      const editor = await server.driver.open(config)
      editor.type(' and new text')
      editor.close({ now: true })
      await server.driver.finishSaves()
      expect(await stageOf(app, server).untilStored(url, 'Old text and new text')).toBeTruthy()
      expect(await app.api('POST', `${api}/check`, {})).toMatchObject({ ok: true })

      const page = await (await fetch(post.url)).text()
      expect(page).not.toContain('/ghost/openwith/site.js')
      expect(app.output()).toContain('siteScript is left out')
      await expect(app.api('PUT', `${api}/options`, { siteScript: true })).rejects.toThrow('different origins')

      // The site's own address does not lead to the admin, so nothing can be fetched by it.
      const wrong = { values: { storageUrl: app.url } }
      const report = await app.api<{ ok: boolean; steps: { ok: unknown; message: string }[] }>(
        'POST',
        `${api}/check`,
        wrong,
      )
      expect(report.ok).toBe(false)
    } finally {
      await app.stop()
      await server.close()
      await rm(dataDirectory, { recursive: true, force: true })
    }
  })
})
