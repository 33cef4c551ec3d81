import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDocumentServer } from '@openwith/dev-document-server'
import { describe, expect, inject, it } from 'vitest'
import { startGhost } from '../../../examples/ghost/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'

describe('a storage that keeps files elsewhere', () => {
  it('gets an edit under the same address by read and saveRaw alone, and documents are created in it', async () => {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
    const bucket = path.join(dataDirectory, 'bucket')
    const adapter = path.join(dataDirectory, 'content/adapters/storage/Bucket')
    await mkdir(bucket)
    await mkdir(adapter, { recursive: true })
    await writeFile(path.join(adapter, 'index.js'), bucketAdapter)
    const server = await startDocumentServer()
    const app = await startGhost({
      directory: inject('ghostDirectory'),
      dataDirectory,
      config: {
        openwith: { siteScript: true },
        storage: { files: 'Bucket', Bucket: { folder: bucket, cdnUrl: 'https://cdn.example.com' } },
      },
      environment: { DOCUMENT_SERVER_URL: server.url, DOCUMENT_SERVER_SECRET: server.secret ?? '' },
    })
    const api = '/ghost/openwith/api'
    try {
      const url = await app.upload(await sample('Far.docx', ['Old text']))
      expect(url).toMatch(/^https:\/\/cdn\.example\.com\/content\/files\/.*\/Far\.docx$/)
      const post = await app.addPost({ title: 'Far away', status: 'published', files: [url] })
      const { document } = await app.api<{ document: { id: string; name: string } }>(
        'GET',
        `${api}/find?url=${encodeURIComponent(url)}`,
      )
      expect(document.name).toBe('Far.docx')
      const file = await app.api<{ url: string; posts: { id: string }[] }>('GET', `${api}/file/${document.id}`)
      expect(file).toMatchObject({ url, posts: [{ id: post.id }] })
      // The configuration asks for it, so nobody had to switch it on.
      expect(await (await fetch(post.url)).text()).toContain('/ghost/openwith/site.js')
      expect(await app.api('GET', `${api}/options`)).toEqual({ siteScript: true, fixedBy: 'configuration' })
      const { config } = await app.api<{ config: never }>('POST', `${api}/documents/${document.id}/open`, {})
      const editor = await server.driver.open(config)
      editor.type(' and new text')
      editor.close({ now: true })
      await server.driver.finishSaves()
      const stored = path.join(bucket, new URL(url).pathname.replace('/content/files/', ''))
      expect(await storedText(stored)).toContain('Old text and new text')

      const made = await app.api<{ document: { id: string } }>('POST', `${api}/documents`, {
        kind: 'pptx',
        name: 'New',
      })
      const { url: newUrl } = await app.api<{ url: string }>('GET', `${api}/file/${made.document.id}`)
      expect(
        (await readFile(path.join(bucket, new URL(newUrl).pathname.replace('/content/files/', '')))).byteLength,
      ).toBeGreaterThan(1000)
      const { documents } = await app.api<{ documents: { name: string }[] }>('GET', `${api}/documents`)
      expect(documents.map(({ name }) => name).sort()).toEqual(['Far.docx', 'New.pptx'])
    } finally {
      await app.stop()
      await server.close()
      await rm(dataDirectory, { recursive: true, force: true })
    }
  })
})

/** What Ghost's own S3 storage offers, over a folder that Ghost does not serve. */
const bucketAdapter = `
const fs = require('node:fs/promises')
const path = require('node:path')
class StorageBase {
  constructor() {
    Object.defineProperty(this, 'requiredFns', { value: ['exists', 'save', 'serve', 'delete', 'read'] })
  }
}
module.exports = class Bucket extends StorageBase {
  constructor({ folder, cdnUrl }) {
    super()
    this.folder = folder
    this.cdnUrl = cdnUrl
    this.storagePath = 'content/files'
  }
  getSanitizedFileName(name) {
    return name.replace(/[^\\w@.]/gi, '-')
  }
  async save(file) {
    const at = '2026/11/' + this.getSanitizedFileName(file.name)
    return await this.saveRaw(await fs.readFile(file.path), at)
  }
  async saveRaw(bytes, at) {
    await fs.mkdir(path.dirname(path.join(this.folder, at)), { recursive: true })
    await fs.writeFile(path.join(this.folder, at), bytes)
    return [this.cdnUrl, this.storagePath, at].join('/')
  }
  urlToPath(url) {
    const prefix = [this.cdnUrl, this.storagePath, ''].join('/')
    if (!url.startsWith(prefix)) throw new Error('Not of this storage: ' + url)
    return url.slice(prefix.length)
  }
  async exists(name, folder) {
    return await fs.stat(path.join(this.folder, folder ?? '', name)).then(() => true, () => false)
  }
  async read({ path: at }) {
    return await fs.readFile(path.join(this.folder, at)).catch(() => {
      throw Object.assign(new Error('Not there'), { statusCode: 404, errorType: 'NotFoundError' })
    })
  }
  serve() {
    return (request, response, next) => next()
  }
  async delete() {}
}
`
