import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describePayloadHost } from './describe-payload-host.ts'

let postgres: Postgres | undefined
afterAll(() => postgres?.stop())

describePayloadHost('payload on PostgreSQL', 'media', async () => {
  postgres = await startPostgres()
  return { DATABASE_URL: postgres.url }
})
