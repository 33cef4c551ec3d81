import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import type { Browser } from 'playwright-core'
import { type StrapiApp, startStrapi, type UploadedFile } from '../../../examples/strapi/app.mts'
import { launchChromium } from '../../../toolchain/stage/chromium.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'

/** A real Strapi with the plugin, an embedded Document Server and a browser. */
export interface Stage {
  app: StrapiApp
  server: DocumentServer
  browser: Browser
  /** All text of the stored file's parts, read behind Strapi's back. */
  storedText(file: Pick<UploadedFile, 'url'>): Promise<string>
  /** Waits until the stored file holds `text`. */
  untilStored(file: Pick<UploadedFile, 'url'>, text: string): Promise<string>
  file(id: number): Promise<UploadedFile & { updatedBy?: { id: number } | null; folder?: { id: number } | null }>
  close(): Promise<void>
}

const storedWithinMilliseconds = 30_000

export async function startStage(directory: string, environment: Record<string, string> = {}): Promise<Stage> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-strapi-'))
  const server = await startDocumentServer({ saveDelayMs: 200, secret: 'end-to-end-secret-0123456789abcdef' })
  const app = await startStrapi({ directory, dataDirectory, environment })
  await app
    .api('PUT', '/onlyoffice/settings', { values: { documentServerUrl: server.url, secret: server.secret } })
    .catch((error: unknown) => {
      if (environment.DOCUMENT_SERVER_URL === undefined) throw error
    })
  const browser = await launchChromium()

  const textOf = (file: Pick<UploadedFile, 'url'>) => storedText(path.join(dataDirectory, 'public', file.url))

  return {
    app,
    server,
    browser,
    storedText: textOf,
    async untilStored(file, text) {
      const deadline = Date.now() + storedWithinMilliseconds
      for (;;) {
        const stored = await textOf(file)
        if (stored.includes(text)) return stored
        if (Date.now() > deadline)
          throw new Error(
            `The stored file never got ${JSON.stringify(text)}. Strapi printed:\n${app.output().slice(-3000)}`,
          )
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    file: (id) => app.api('GET', `/upload/files/${id}`),
    async close() {
      await browser.close()
      await server.close()
      await app.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
