import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import type { Browser } from 'playwright-core'
import { type PayloadApp, startPayload, type UploadedFile } from '../../../examples/payload/app.mts'
import { launchChromium } from '../../../toolchain/stage/chromium.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'

/** A real Payload with the plugin, an embedded Document Server and a browser. */
export interface Stage {
  app: PayloadApp
  server: DocumentServer
  browser: Browser
  /** All text of the stored file's parts, read behind Payload's back. */
  storedText(file: Pick<UploadedFile, 'filename'>, collection?: string): Promise<string>
  /** Waits until the stored file holds `text`. */
  untilStored(file: Pick<UploadedFile, 'filename'>, text: string, collection?: string): Promise<string>
  /** The document as Payload's REST API shows it to the administrator. */
  document(id: number, collection?: string): Promise<UploadedFile>
  close(): Promise<void>
}

const storedWithinMilliseconds = 30_000

export async function startStage(directory: string, environment: Record<string, string> = {}): Promise<Stage> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-payload-'))
  const server = await startDocumentServer({ saveDelayMs: 200, secret: 'end-to-end-secret-0123456789abcdef' })
  const app = await startPayload({ directory, dataDirectory, environment })
  if (environment.DOCUMENT_SERVER_URL === undefined)
    await app.api('PUT', '/openwith/settings', { values: { documentServerUrl: server.url, secret: server.secret } })
  const browser = await launchChromium()

  const textOf: Stage['storedText'] = (file, collection) => storedText(app.storedFile(file, collection))

  return {
    app,
    server,
    browser,
    storedText: textOf,
    async untilStored(file, text, collection) {
      const deadline = Date.now() + storedWithinMilliseconds
      for (;;) {
        const stored = await textOf(file, collection)
        if (stored.includes(text)) return stored
        if (Date.now() > deadline)
          throw new Error(
            `The stored file never got ${JSON.stringify(text)}. Payload printed:\n${app.output().slice(-3000)}`,
          )
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    document: (id, collection = 'media') => app.api('GET', `/${collection}/${id}?draft=true`),
    async close() {
      await browser.close()
      await server.close()
      await app.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
