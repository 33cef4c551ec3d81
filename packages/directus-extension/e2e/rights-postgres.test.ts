import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describeRights } from './describe-rights.ts'
import { postgresEnvironment } from './postgres-environment.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describeRights('PostgreSQL', async () => {
  postgres = await startPostgres()
  return postgresEnvironment(postgres)
})
