import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describeSaving } from './describe-saving.ts'
import { postgresEnvironment } from './postgres-environment.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describeSaving('Directus on PostgreSQL', async () => {
  postgres = await startPostgres()
  return postgresEnvironment(postgres)
})
