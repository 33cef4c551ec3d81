import { describeRestart } from './describe-restart.ts'
import { mariaDbDatabase } from './mariadb-database.ts'

describeRestart('a Ghost on MariaDB that ends in the middle of a session', { database: mariaDbDatabase() })
