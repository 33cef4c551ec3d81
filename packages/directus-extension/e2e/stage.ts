import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import type { Browser } from 'playwright-core'
import { type DirectusApp, type DirectusFile, startDirectus } from '../../../examples/directus/app.mts'
import { launchChromium } from '../../../toolchain/stage/chromium.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'

/** A real Directus with the extension, an embedded Document Server and a browser. */
export interface Stage {
  app: DirectusApp
  server: DocumentServer
  browser: Browser
  /** All text of the stored file's parts, read behind Directus's back. */
  storedText(file: Pick<DirectusFile, 'filename_disk'>): Promise<string>
  /** Waits until the stored file holds `text`. */
  untilStored(file: Pick<DirectusFile, 'filename_disk'>, text: string): Promise<string>
  close(): Promise<void>
}

const storedWithinMilliseconds = 30_000

export async function startStage(directory: string, environment: Record<string, string> = {}): Promise<Stage> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-directus-'))
  const server = await startDocumentServer({ saveDelayMs: 200, secret: 'end-to-end-secret-0123456789abcdef' })
  const app = await startDirectus({ directory, dataDirectory, environment })
  if (environment.DOCUMENT_SERVER_URL === undefined)
    await app.api('PUT', '/openwith/settings', { values: { documentServerUrl: server.url, secret: server.secret } })
  const browser = await launchChromium()

  return {
    app,
    server,
    browser,
    storedText: (file) => storedText(app.pathOf(file)),
    async untilStored(file, text) {
      const deadline = Date.now() + storedWithinMilliseconds
      for (;;) {
        // Directus deletes the old object before it moves the new one: for a moment there is none.
        const stored = await storedText(app.pathOf(file)).catch(() => '')
        if (stored.includes(text)) return stored
        if (Date.now() > deadline)
          throw new Error(
            `The stored file never got ${JSON.stringify(text)}. Directus printed:\n${app.output().slice(-3000)}`,
          )
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async close() {
      await browser.close()
      await server.close()
      await app.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
