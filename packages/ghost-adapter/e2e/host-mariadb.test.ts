import { afterAll } from 'vitest'
import { type MariaDb, startMariaDb } from '../../../toolchain/stage/mariadb.ts'
import { describeGhostHost } from './describe-ghost-host.ts'

let mariadb: MariaDb | undefined
afterAll(() => mariadb?.stop())

describeGhostHost('ghost on MariaDB', async () => {
  mariadb = await startMariaDb()
  const { stop: _, ...connection } = mariadb
  return { client: 'mysql', connection }
})
