import { afterAll } from 'vitest'
import { type MariaDb, startMariaDb } from '../../../toolchain/stage/mariadb.ts'
import { describeEditing } from './describe-editing.ts'
import { startStage } from './stage.ts'

let mariadb: MariaDb | undefined
afterAll(() => mariadb?.stop())

describeEditing('editing from a post on MariaDB', {
  pictures: false,
  async start(directory) {
    mariadb = await startMariaDb()
    const { stop: _, ...connection } = mariadb
    return await startStage(directory, { database: { client: 'mysql', connection } })
  },
})
