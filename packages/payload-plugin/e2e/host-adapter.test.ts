import { describePayloadHost } from './describe-payload-host.ts'

describePayloadHost('payload with files that a storage adapter owns', 'archive', async () => ({}))
