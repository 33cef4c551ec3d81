import { describeRights } from './describe-rights.ts'
import { mariaDbDatabase } from './mariadb-database.ts'
import { startStage } from './stage.ts'

const database = mariaDbDatabase()

describeRights('rights of Ghost’s roles on MariaDB', {
  pictures: false,
  start: async (directory) => await startStage(directory, { database: await database() }),
})
