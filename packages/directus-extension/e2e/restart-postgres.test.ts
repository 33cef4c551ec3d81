import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../toolchain/stage/postgres.ts'
import { describeRestart } from './describe-restart.ts'
import { postgresEnvironment } from './postgres-environment.ts'

const clusters: Postgres[] = []
afterAll(() => Promise.all(clusters.map((postgres) => postgres.stop())))

describeRestart('PostgreSQL', async () => {
  const postgres = await startPostgres()
  clusters.push(postgres)
  return postgresEnvironment(postgres)
}, ['before-move'])
