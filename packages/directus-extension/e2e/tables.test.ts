import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type DirectusApp, directusEnvironment, runDirectus, startDirectus } from '../../../examples/directus/app.mts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { openField } from '../src/open-field.ts'
import { tableNames } from '../src/table-names.ts'

const connection = {
  DOCUMENT_SERVER_URL: 'http://127.0.0.1:9',
  DOCUMENT_SERVER_SECRET: 'tables-secret-0123456789abcdef01234567',
}

/** What the extension keeps in Directus's database. */
describe('tables of the extension', () => {
  let app: DirectusApp
  const directory = inject('directusDirectory')
  const folder = mkdtemp(path.join(tmpdir(), 'openwith-directus-'))

  beforeAll(async () => {
    app = await startDirectus({ directory, dataDirectory: await folder, environment: connection })
  })
  afterAll(async () => {
    await app?.stop()
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
    const environment = await directusEnvironment(app.dataDirectory, {})
    expect(await runDirectus(directory, ['openwith', 'uninstall'], environment)).toContain('Would remove')
    expect(await openFields()).toHaveLength(1)
    expect(await runDirectus(directory, ['openwith', 'uninstall', '--yes'], environment)).toContain('Removed')
    expect(await tablesOf(app)).not.toContain(tableNames.state)
    expect(await tablesOf(app)).not.toContain(tableNames.settings)
    // Directus remembers the fields of its collections until it starts again. Without the extension, nothing brings ours back.
    await app.stop()
    await writeFile(path.join(app.dataDirectory, 'package.json'), '{ "name": "no-extensions", "version": "0.0.0" }')
    app = await startDirectus({
      directory,
      dataDirectory: app.dataDirectory,
      environment: { PACKAGE_FILE_LOCATION: app.dataDirectory },
    })
    expect(await openFields()).toEqual([])
    expect((await app.api<{ data: { layout: unknown } }>('GET', `/presets/${data.id}`)).data.layout).toBeNull()
    const settings = await app.api<{ data: { module_bar: { id: string }[] } }>('GET', '/settings')
    expect(settings.data.module_bar.map(({ id }) => id)).toEqual(['files'])
    expect((await stat(app.pathOf(await app.file(file.id)))).size).toBe(Number(file.filesize))
  })
})

async function tablesOf(app: DirectusApp): Promise<string[]> {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(path.join(app.dataDirectory, 'data.db'), { readOnly: true })
  try {
    return database
      .prepare("select name from sqlite_master where type = 'table'")
      .all()
      .map(({ name }) => String(name))
  } finally {
    database.close()
  }
}
