import { describeRestart } from './describe-restart.ts'

describeRestart('SQLite', async () => ({}))
