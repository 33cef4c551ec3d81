import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describeDirectusHost } from './describe-directus-host.ts'
import { postgresEnvironment } from './postgres-environment.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describeDirectusHost('directus on PostgreSQL', async () => {
  postgres = await startPostgres()
  return postgresEnvironment(postgres)
})
