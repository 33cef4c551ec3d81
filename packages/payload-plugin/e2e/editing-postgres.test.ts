import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describeEditing } from './describe-editing.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describeEditing('PostgreSQL', async () => {
  postgres = await startPostgres()
  return { DATABASE_URL: postgres.url }
})
