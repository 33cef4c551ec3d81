import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describeEditing } from './describe-editing.ts'
import { postgresEnvironment } from './postgres-environment.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describeEditing('PostgreSQL', async () => {
  postgres = await startPostgres()
  return postgresEnvironment(postgres)
})
