import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openwith } from '@openwith/payload-plugin'
import { postgresAdapter } from '@payloadcms/db-postgres'
import { sqliteAdapter } from '@payloadcms/db-sqlite'
import { de } from '@payloadcms/translations/languages/de'
import { en } from '@payloadcms/translations/languages/en'
import { es } from '@payloadcms/translations/languages/es'
import { fr } from '@payloadcms/translations/languages/fr'
import { buildConfig } from 'payload'
import { archive } from './collections/archive.ts'
import { media } from './collections/media.ts'
import { members } from './collections/members.ts'
import { reports } from './collections/reports.ts'
import { users } from './collections/users.ts'
import { folderStorage } from './folder-storage.ts'
import { migrations as postgresMigrations } from './migrations/postgres/index.ts'
import { migrations as sqliteMigrations } from './migrations/sqlite/index.ts'

const here = path.dirname(fileURLToPath(import.meta.url))
const { DATABASE_URL = '', DATABASE_FILE = path.join(here, '../data.db'), EDITOR_ZOOM } = process.env
const { ADMIN_ROUTE = '/admin', API_ROUTE = '/api' } = process.env

export default buildConfig({
  secret: process.env.PAYLOAD_SECRET ?? 'only-for-the-build',
  serverURL: process.env.SERVER_URL ?? '',
  // Named as the folders below `src/app/(payload)` are.
  routes: { admin: ADMIN_ROUTE, api: API_ROUTE },
  telemetry: false,
  // Payload's default asks gravatar.com for pictures.
  admin: { user: 'users', avatar: 'default', importMap: { baseDir: here } },
  i18n: { supportedLanguages: { en, de, es, fr } },
  typescript: { autoGenerate: false },
  collections: [users, members, media, reports, archive],
  db: DATABASE_URL.startsWith('postgres')
    ? postgresAdapter({
        pool: { connectionString: DATABASE_URL },
        migrationDir: path.join(here, 'migrations/postgres'),
        prodMigrations: postgresMigrations,
      })
    : sqliteAdapter({
        client: { url: `file:${DATABASE_FILE}` },
        migrationDir: path.join(here, 'migrations/sqlite'),
        prodMigrations: sqliteMigrations,
      }),
  plugins: [
    folderStorage,
    openwith({
      collections: ['media', 'reports', 'archive'],
      administer: ({ req }) => req.user?.role === 'admin',
      settings: { customization: { zoom: EDITOR_ZOOM === undefined ? undefined : Number(EDITOR_ZOOM) } },
    }),
  ],
})
