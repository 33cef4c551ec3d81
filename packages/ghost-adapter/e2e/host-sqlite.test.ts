import { describeGhostHost } from './describe-ghost-host.ts'

describeGhostHost('ghost on SQLite', async () => null)
