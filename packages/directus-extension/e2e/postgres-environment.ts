import type { Postgres } from '../../../toolchain/stage/postgres.ts'

/** What Directus reads to use this database. */
export function postgresEnvironment({ host, port, database, username, password }: Postgres): Record<string, string> {
  return {
    DB_CLIENT: 'pg',
    DB_HOST: host,
    DB_PORT: String(port),
    DB_DATABASE: database,
    DB_USER: username,
    DB_PASSWORD: password,
  }
}
