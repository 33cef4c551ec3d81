import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describeStrapiHost } from './describe-strapi-host.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describeStrapiHost('strapi on PostgreSQL', async () => {
  postgres = await startPostgres()
  const { host, port, database, username, password } = postgres
  return {
    DATABASE_CLIENT: 'postgres',
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: database,
    DATABASE_USERNAME: username,
    DATABASE_PASSWORD: password,
  }
})
