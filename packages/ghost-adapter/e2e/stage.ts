import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import { type GhostApp, type StartOptions, startGhost } from '../../../examples/ghost/app.mts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'

/** A real Ghost with the adapters, and an embedded Document Server that its settings name. */
export interface Stage {
  app: GhostApp
  server: DocumentServer
  /** Path on disk of the file with this public address. */
  fileOf(url: string): string
  /** All text of the stored file's parts, read behind Ghost's back. */
  storedText(url: string): Promise<string>
  /** Waits until the stored file holds `text`. */
  untilStored(url: string, text: string): Promise<string>
  /** Id of the document of this public address. */
  idOf(url: string): string
  close(): Promise<void>
}

export type StageOptions = Omit<StartOptions, 'directory' | 'dataDirectory'> & {
  /** Options of the embedded Document Server. */
  documentServer?: Parameters<typeof startDocumentServer>[0]
}

const storedWithinMilliseconds = 30_000

export async function startStage(directory: string, options: StageOptions = {}): Promise<Stage> {
  const { documentServer, ...rest } = options
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
  const server = await startDocumentServer({
    saveDelayMs: 200,
    secret: 'end-to-end-secret-0123456789abcdef',
    ...documentServer,
  })
  const app = await startGhost({ directory, dataDirectory, ...rest })
  if (rest.adapters !== false)
    await app.api('PUT', '/ghost/openwith/api/settings', {
      values: { documentServerUrl: server.url, secret: server.secret },
    })
  return stageOf(app, server)
}

/** The stage over a Ghost that runs already. */
export function stageOf(app: GhostApp, server: DocumentServer): Stage {
  const pathOf = (url: string) => decodeURIComponent(new URL(url).pathname.split('/content/files/')[1] ?? '')
  const fileOf = (url: string) => path.join(app.files, pathOf(url))
  return {
    app,
    server,
    fileOf,
    storedText: (url) => storedText(fileOf(url)),
    async untilStored(url, text) {
      const deadline = Date.now() + storedWithinMilliseconds
      for (;;) {
        const stored = await storedText(fileOf(url))
        if (stored.includes(text)) return stored
        if (Date.now() > deadline)
          throw new Error(
            `The stored file never got ${JSON.stringify(text)}. Ghost printed:\n${app.output().slice(-3000)}`,
          )
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    idOf: (url) => Buffer.from(pathOf(url), 'utf8').toString('base64url'),
    async close() {
      await server.close()
      await app.stop()
      await rm(app.dataDirectory, { recursive: true, force: true })
    },
  }
}
