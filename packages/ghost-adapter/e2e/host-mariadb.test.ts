import { describeGhostHost } from './describe-ghost-host.ts'
import { mariaDbDatabase } from './mariadb-database.ts'

describeGhostHost('ghost on MariaDB', mariaDbDatabase())
