import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import { describe, expect, inject, it } from 'vitest'
import { type DirectusApp, type DirectusFile, startDirectus } from '../../../examples/directus/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { storedText } from '../../../toolchain/stage/stored-text.ts'

type OpenConfig = Parameters<DocumentServer['driver']['open']>[0]

interface Edit {
  app: DirectusApp
  server: DocumentServer
  uploaded: DirectusFile
  /** Types into the open document. */
  type(text: string): void
  /** Closes the editor: Document Server saves. */
  close(): void
  restart(): Promise<DirectusApp>
}

/** An administrator has a document open. */
async function editing(
  { database, killed }: { database: Record<string, string>; killed?: Record<string, string> },
  act: (edit: Edit) => Promise<void>,
): Promise<void> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-directus-'))
  const server = await startDocumentServer({ callbackBackoffMs: [3000, 5000, 8000, 10_000] })
  const connection = { DOCUMENT_SERVER_URL: server.url, DOCUMENT_SERVER_SECRET: server.secret ?? '', ...database }
  const directory = inject('directusDirectory')
  let app = await startDirectus({ directory, dataDirectory, environment: { ...connection, ...killed } })
  try {
    const uploaded = await app.upload(await sample('Survivor.docx', ['Before']))
    const { config } = await app.api<{ config: OpenConfig }>('POST', `/openwith/documents/${uploaded.id}/open`, {})
    const opened = await server.driver.open(config)
    await act({
      app,
      server,
      uploaded,
      type: (text) => opened.type(text),
      close: () => void opened.close({ now: true }),
      async restart() {
        const port = Number(new URL(app.url).port)
        await app.kill()
        app = await startDirectus({ directory, dataDirectory, environment: connection, port })
        return app
      },
    })
  } finally {
    await app.stop()
    await server.close()
    await rm(dataDirectory, { recursive: true, force: true })
  }
}

/** Waits until the process has ended by itself. */
async function untilGone(app: DirectusApp): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const answers = await fetch(`${app.url}/server/ping`).then(
      () => true,
      () => false,
    )
    if (!answers) return
    if (Date.now() > deadline) throw new Error(`Directus did not reach the step:\n${app.output().slice(-3000)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function expectOneEdit(app: DirectusApp, uploaded: DirectusFile): Promise<void> {
  expect(await storedText(app.pathOf(uploaded))).toContain('Before and after')
  const { data } = await app.api<{ data: DirectusFile[] }>('GET', '/files')
  expect(data).toHaveLength(1)
  expect(await app.api('GET', '/openwith/recovery')).toEqual({ entries: [] })
}

const steps = [
  ['before-delete', 'before Directus deletes the old file', 'old'],
  ['before-move', 'when Directus has deleted the old file and not moved the new one', 'none'],
  ['after-move', 'before Directus has brought the row up to date', 'new'],
] as const

/** Processes that end in the middle of a save, over one kind of database; `environment` is asked for an empty one for each. `at`: the steps at which they end. */
export function describeRestart(
  database: string,
  environment: () => Promise<Record<string, string>>,
  at: readonly (typeof steps)[number][0][] = steps.map(([step]) => step),
): void {
  describe(`a Directus over ${database} that dies`, () => {
    it('has the edit once, and no second document, after it was killed before the save and started again', async () => {
      await editing({ database: await environment() }, async ({ app, server, uploaded, type, close, restart }) => {
        type(' and after')
        await app.kill()
        close()
        const again = await restart()
        await server.driver.finishSaves()
        await expectOneEdit(again, uploaded)
      })
    })

    for (const [step, when, expected] of steps.filter(([step]) => at.includes(step)))
      it(`has the edit once, and a row that fits it, after it was killed ${when}`, async () => {
        const killed = {
          OPENWITH_DIE_AT: step,
          NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, 'die-at.mjs')).href}`,
        }
        await editing(
          { database: await environment(), killed },
          async ({ app, server, uploaded, type, close, restart }) => {
            type(' and after')
            close()
            await untilGone(app)
            // What the kill left: the old file, none, or the new one.
            const left = await storedText(app.pathOf(uploaded)).catch(() => null)
            expect(left === null ? 'none' : left.includes('and after') ? 'new' : 'old').toBe(expected)
            const again = await restart()
            // Nobody finds the library without the file, whether Document Server tries again or not.
            expect(await storedText(again.pathOf(uploaded))).toContain('Before')
            await server.driver.finishSaves()
            await expectOneEdit(again, uploaded)
            const row = await again.file(uploaded.id)
            expect(row).toMatchObject({
              filename_disk: uploaded.filename_disk,
              filename_download: 'Survivor.docx',
              type: uploaded.type,
              modified_by: uploaded.uploaded_by,
            })
            expect(Number(row.filesize)).toBe((await stat(again.pathOf(row))).size)
          },
        )
      })
  })
}
