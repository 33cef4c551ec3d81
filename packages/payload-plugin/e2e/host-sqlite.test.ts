import { describePayloadHost } from './describe-payload-host.ts'

describePayloadHost('payload on SQLite', 'media', async () => ({}))
