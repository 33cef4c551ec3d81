import type { Server } from 'node:http'
import type { Connector } from '@openwith/connector-core'
import type { Documents } from './documents.ts'

const closingMilliseconds = 15_000

/** Starts the connector and the server, prints the address, and closes both cleanly at SIGTERM or Ctrl+C: open edits are stored first. */
export async function serve(server: Server, connector: Connector, documents: Documents): Promise<void> {
  const { host, port } = documents.listen
  let closing = false
  const close = async (): Promise<void> => {
    // npm and terminals may both pass the same signal on
    if (closing) return
    closing = true
    setTimeout(() => process.exit(1), closingMilliseconds).unref()
    await documents.closeDocumentServer()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeIdleConnections()
    await closed
    await connector.close()
    documents.closeState()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void close())

  server.once('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? `Port ${port} is in use; choose another with PORT.` : error.message
    console.error(`openwith: ${reason}`)
    process.exit(1)
  })
  await connector.start()
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  console.log(`Documents: ${documents.publicUrl}/`)
}
