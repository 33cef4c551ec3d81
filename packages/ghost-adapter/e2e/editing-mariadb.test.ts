import { describeEditing } from './describe-editing.ts'
import { mariaDbDatabase } from './mariadb-database.ts'
import { startStage } from './stage.ts'

const database = mariaDbDatabase()

describeEditing('editing from a post on MariaDB', {
  pictures: false,
  start: async (directory) => await startStage(directory, { database: await database() }),
})
