import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RecordingServer {
  url: string
  /** Path and query of every request, in order. */
  requests: string[]
  close(): Promise<void>
}

/** A real HTTP server on loopback that answers as the test says and remembers what was asked. */
export async function recordingServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<RecordingServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    void answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
