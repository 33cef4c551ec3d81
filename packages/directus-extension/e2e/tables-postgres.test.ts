import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describeTables } from './describe-tables.ts'
import { postgresEnvironment } from './postgres-environment.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describeTables('PostgreSQL', async () => {
  postgres = await startPostgres()
  return postgresEnvironment(postgres)
})
