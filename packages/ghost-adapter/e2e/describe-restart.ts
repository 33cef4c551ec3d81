import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { type GhostApp, type GhostDatabase, startGhost } from '../../../examples/ghost/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { stageOf } from './stage.ts'

type Config = Parameters<DocumentServer['driver']['open']>[0]

/** `database`: of Ghost; default: SQLite. */
export function describeRestart(title: string, options: { database?(): Promise<GhostDatabase> } = {}): void {
  describe(title, () => {
    let app: GhostApp | undefined
    let server: DocumentServer | undefined
    afterEach(async () => {
      await app?.stop()
      await server?.close()
      if (app !== undefined) await rm(app.dataDirectory, { recursive: true, force: true })
    })

    const ends: [string, (running: GhostApp) => Promise<void>][] = [
      ['was restarted', (running) => running.stop()],
      ['was killed', (running) => running.kill()],
    ]
    for (const [what, end] of ends)
      it(`has the edit once under the same address after it ${what} before the save`, async () => {
        const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
        server = await startDocumentServer({ callbackBackoffMs: [2000, 5000, 10_000, 20_000] })
        const directory = inject('ghostDirectory')
        const environment = { DOCUMENT_SERVER_URL: server.url, DOCUMENT_SERVER_SECRET: server.secret ?? '' }
        const database = await options.database?.()
        app = await startGhost({ directory, dataDirectory, environment, database })
        const url = await app.upload(await sample('Survivor.docx', ['Before']))
        await app.addPost({ title: 'With a survivor', status: 'published', files: [url] })
        const { idOf, storedText, fileOf } = stageOf(app, server)
        const { config } = await app.api<{ config: Config }>(
          'POST',
          `/ghost/openwith/api/documents/${idOf(url)}/open`,
          {},
        )
        const opened = await server.driver.open(config)
        opened.type(' and after')
        await end(app)
        opened.close({ now: true })
        app = await startGhost({ directory, dataDirectory, environment, database, port: Number(new URL(app.url).port) })
        await server.driver.finishSaves()
        expect(await storedText(url)).toContain('Before and after')
        expect(Buffer.from(await (await fetch(url)).arrayBuffer()).byteLength).toBeGreaterThan(1000)
        expect(await readdir(path.dirname(fileOf(url)))).toEqual([path.basename(fileOf(url))])
        expect(await app.api('GET', '/ghost/openwith/api/recovery')).toEqual({ entries: [] })
      })
  })
}
