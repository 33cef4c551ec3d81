import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DocumentServer, startDocumentServer } from '@openwith/dev-document-server'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type DirectusApp, directusEnvironment, runDirectus, startDirectus } from '../../../examples/directus/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { openField } from '../src/open-field.ts'
import { tableNames } from '../src/table-names.ts'

type OpenConfig = Parameters<DocumentServer['driver']['open']>[0]

/** What the extension keeps in Directus's database. */
export function describeTables(database: string, environment: () => Promise<Record<string, string>>): void {
  describe(`tables of the extension in ${database}`, () => {
    let app: DirectusApp
    let server: DocumentServer
    let connection: Record<string, string>
    const directory = inject('directusDirectory')
    const folder = mkdtemp(path.join(tmpdir(), 'openwith-directus-'))

    beforeAll(async () => {
      server = await startDocumentServer({ saveDelayMs: 200 })
      connection = {
        DOCUMENT_SERVER_URL: server.url,
        DOCUMENT_SERVER_SECRET: server.secret ?? '',
        ...(await environment()),
      }
      app = await startDirectus({ directory, dataDirectory: await folder, environment: connection })
    })
    afterAll(async () => {
      await app?.stop()
      await server?.close()
      await rm(await folder, { recursive: true, force: true })
    })

    const openFields = async () =>
      (await app.api<{ data: { field: string }[] }>('GET', '/fields/directus_files')).data.filter(
        ({ field }) => field === openField,
      )

    it('are none that Directus shows, serves or counts, not even to an administrator', async () => {
      const { data } = await app.api<{ data: { collection: string }[] }>('GET', '/collections')
      const specification = JSON.stringify(await app.api('GET', '/server/specs/oas'))
      for (const table of Object.values(tableNames)) {
        expect(data.map(({ collection }) => collection)).not.toContain(table)
        expect(specification).not.toContain(table)
        await expect(app.api('GET', `/items/${table}`)).rejects.toThrow('answered 403')
      }
    })

    it('are shared by all instances of one database', async () => {
      const file = await app.upload(await sample('Shared.docx', ['One key']))
      const second = await startDirectus({ directory, dataDirectory: app.dataDirectory, environment: connection })
      try {
        const keys = await Promise.all(
          [app, second].map(async (instance) => {
            const route = `/openwith/documents/${file.id}/open`
            const { config } = await instance.api<{ config: { document: { key: string } } }>('POST', route, {})
            return config.document.key
          }),
        )
        expect(keys[0]).toBe(keys[1])
        await app.api('PUT', '/openwith/settings', { values: { jwtHeader: 'X-Shared' } })
        const { fields } = await second.api<{ fields: { name: string; value: unknown }[] }>('GET', '/openwith/settings')
        expect(fields.find(({ name }) => name === 'jwtHeader')?.value).toBe('X-Shared')
        await app.api('PUT', '/openwith/settings', { values: { jwtHeader: 'Authorization' } })
        expect(await openFields()).toHaveLength(1)
      } finally {
        await second.stop()
      }
    })

    it('leave with the uninstall command, and the documents stay', async () => {
      const file = await app.upload(await sample('Stays.docx', ['Here']))
      const preset = { collection: 'directus_files', layout: 'openwith-layout', user: null, role: null }
      const { data } = await app.api<{ data: { id: number } }>('POST', '/presets', preset)
      const bar = [
        { type: 'module', id: 'files', enabled: true },
        { type: 'module', id: 'openwith', enabled: true },
      ]
      await app.api('PATCH', '/settings', { module_bar: bar })
      const environment = await directusEnvironment(app.dataDirectory, connection)
      const opened = await server.driver.open(
        (await app.api<{ config: OpenConfig }>('POST', `/openwith/documents/${file.id}/open`, {})).config,
      )
      opened.type(' and being edited')
      const dryRun = () => runDirectus(directory, ['openwith', 'uninstall'], environment)
      await expect.poll(dryRun, { timeout: 30_000 }).toContain('once the tables are gone: Stays.docx')
      await expect(runDirectus(directory, ['openwith', 'uninstall', '--yes'], environment)).rejects.toThrow(
        'Nothing was removed.',
      )
      expect(await openFields()).toHaveLength(1)
      opened.close({ now: true })
      await server.driver.finishSaves()
      const wouldRemove = await dryRun()
      expect(wouldRemove).toContain('Would remove')
      expect(wouldRemove).not.toContain('Stays.docx')
      expect(await openFields()).toHaveLength(1)
      expect(await runDirectus(directory, ['openwith', 'uninstall', '--yes'], environment)).toContain('Removed')
      // Directus remembers the fields of its collections until it starts again. Without the extension, nothing brings ours back.
      await app.stop()
      await writeFile(path.join(app.dataDirectory, 'package.json'), '{ "name": "no-extensions", "version": "0.0.0" }')
      app = await startDirectus({
        directory,
        dataDirectory: app.dataDirectory,
        environment: { ...connection, PACKAGE_FILE_LOCATION: app.dataDirectory },
      })
      expect(await openFields()).toEqual([])
      // Without the extension nothing hides its tables.
      const { data: collections } = await app.api<{ data: { collection: string }[] }>('GET', '/collections')
      expect(collections.map(({ collection }) => collection)).not.toContain(tableNames.state)
      expect(collections.map(({ collection }) => collection)).not.toContain(tableNames.settings)
      expect((await app.api<{ data: { layout: unknown } }>('GET', `/presets/${data.id}`)).data.layout).toBeNull()
      const settings = await app.api<{ data: { module_bar: { id: string }[] } }>('GET', '/settings')
      expect(settings.data.module_bar.map(({ id }) => id)).toEqual(['files'])
      const after = await app.file(file.id)
      expect((await stat(app.pathOf(after))).size).toBe(Number(after.filesize))
    })
  })
}
