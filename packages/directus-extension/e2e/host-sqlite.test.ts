import { describeDirectusHost } from './describe-directus-host.ts'

describeDirectusHost('directus on SQLite', async () => ({}))
