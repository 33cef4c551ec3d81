import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CollectionSlug, Config, Payload, SanitizedConfig } from 'payload'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createHost, type PayloadHost } from '../src/host.ts'
import { openSpools } from './in-process-saves.ts'

let payload: Payload
let host: PayloadHost
let spools: Awaited<ReturnType<typeof openSpools>>
let dataDirectory: string
beforeAll(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-payload-'))
  spools = await openSpools()
  const load = async (name: string) => {
    const found = createRequire(path.join(inject('payloadDirectory'), 'package.json')).resolve(name)
    return await import(pathToFileURL(found).href)
  }
  const { buildConfig, getPayload } = (await load('payload')) as {
    buildConfig(config: Config): Promise<SanitizedConfig>
    getPayload(options: object): Promise<Payload>
  }
  const { sqliteAdapter } = (await load('@payloadcms/db-sqlite')) as { sqliteAdapter(options: object): Config['db'] }
  const { openwith } = (await load('@openwith/payload-plugin')) as { openwith(options: object): never }
  // Tables are made from the configuration at the start.
  Object.assign(process.env, { NODE_ENV: 'test' })
  const config = buildConfig({
    secret: 'secret-for-tests',
    serverURL: 'http://127.0.0.1:9',
    telemetry: false,
    typescript: { autoGenerate: false },
    localization: { locales: ['en', 'de'], defaultLocale: 'de' },
    db: sqliteAdapter({ client: { url: `file:${path.join(dataDirectory, 'data.db')}` } }),
    collections: [
      { slug: 'users', auth: true, fields: [] },
      {
        slug: 'files',
        upload: { staticDir: path.join(dataDirectory, 'files') },
        fields: [
          { name: 'audience', type: 'select', options: ['staff', 'public'], required: true, localized: true },
          { name: 'title', type: 'text', required: true, localized: true },
          {
            name: 'place',
            type: 'group',
            fields: [{ name: 'shelf', type: 'select', options: ['a', 'b'], required: true, localized: true }],
          },
        ],
      },
    ],
    plugins: [openwith({ collections: ['files'], dataDirectory: path.join(dataDirectory, 'openwith') })],
  })
  payload = await getPayload({ config, disableOnInit: true })
  host = createHost(payload, {
    collections: ['files' as CollectionSlug],
    dataDirectory: path.join(dataDirectory, 'own'),
  })
})
afterAll(async () => {
  await payload?.destroy()
  await spools?.close()
  await rm(dataDirectory, { recursive: true, force: true })
})

it('takes required fields with a value for each language over from the document beside which one is made', async () => {
  const collection = 'files' as CollectionSlug
  const file = { name: 'Beside.docx', data: Buffer.from('old'), size: 3, mimetype: 'application/octet-stream' }
  const { id } = await payload.create({
    collection,
    data: { audience: 'staff', title: 'Beside', place: { shelf: 'b' } } as never,
    file,
  })
  await payload.update({
    collection,
    id,
    locale: 'en' as never,
    data: { audience: 'public', title: 'Beside it', place: { shelf: 'a' } } as never,
  })
  const body = await spools.spool('a copy')
  const made = await host.documents.create?.({ name: 'Copy.docx', beside: `files:${id}`, body, by: null })
  expect(made?.name).toBe('Copy.docx')
  const copy = await payload.findByID({ collection, id: made?.id.split(':')[1] ?? '' })
  expect(copy).toMatchObject({ audience: 'staff', title: 'Copy', place: { shelf: 'b' } })
})
