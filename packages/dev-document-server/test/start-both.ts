import jwt from 'jsonwebtoken'
import { type DocumentServer, startDocumentServer } from '../src/document-server.ts'
import type { DocumentServerOptions } from '../src/options.ts'
import { plainRooms } from './plain-rooms.ts'
import { type RecordingHost, secret, startRecordingHost } from './recording-host.ts'

/** A server with short times and a host that writes down what it is asked; both end with `await using`. */
export interface Both extends AsyncDisposable {
  host: RecordingHost
  server: DocumentServer
  /** A signed request to the command service. */
  command(params: object): Promise<Record<string, unknown>>
}

export async function startBoth(options: DocumentServerOptions = {}): Promise<Both> {
  const host = await startRecordingHost()
  host.files.set('k1.docx', 'hello')
  const server = await startDocumentServer({
    secret,
    saveDelayMs: 20,
    callbackBackoffMs: [10, 20, 40],
    downloadRetryMs: 10,
    connectionLossMs: 200,
    rooms: plainRooms,
    ...options,
  })
  return {
    host,
    server,
    async command(params) {
      const body = JSON.stringify({ ...params, token: jwt.sign(params, secret) })
      const answer = await fetch(`${server.url}/command`, { method: 'POST', body })
      return (await answer.json()) as Record<string, unknown>
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      await host.close()
    },
  }
}
