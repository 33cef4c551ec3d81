import { startPostgres } from '../../../toolchain/stage/postgres.ts'

/** An empty database, as the example application takes it from its environment. */
export interface Database {
  environment: Record<string, string>
  stop(): Promise<void>
}

/** Each kind that the plugin is tested on; pictures are taken on the first one. */
export const databases: [name: string, start: () => Promise<Database>][] = [
  ['SQLite', async () => ({ environment: {}, stop: async () => {} })],
  [
    'PostgreSQL',
    async () => {
      const postgres = await startPostgres()
      return { environment: { DATABASE_URL: postgres.url }, stop: postgres.stop }
    },
  ],
]
