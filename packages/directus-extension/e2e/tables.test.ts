import { describeTables } from './describe-tables.ts'

describeTables('SQLite', async () => ({}))
