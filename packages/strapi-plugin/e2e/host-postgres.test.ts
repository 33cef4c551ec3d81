import { afterAll } from 'vitest'
import { describeStrapiHost } from './describe-strapi-host.ts'
import { type Postgres, startPostgres } from './postgres.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describeStrapiHost('strapi on PostgreSQL', async () => {
  postgres = await startPostgres()
  return postgres.environment
})
