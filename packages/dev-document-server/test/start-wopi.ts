import type { DocumentServer } from '../src/document-server.ts'
import { startDocumentServer } from '../src/document-server.ts'
import type { DocumentServerOptions } from '../src/options.ts'
import type { WopiFlavour } from '../src/wopi/wopi-options.ts'
import { plainRooms } from './plain-rooms.ts'
import { startWopiRecordingHost, type WopiRecordingHost } from './wopi-recording-host.ts'

/** A server with short times and a WOPI host that writes down what it is asked; both end with `await using`. */
export interface BothWopi extends AsyncDisposable {
  host: WopiRecordingHost
  server: DocumentServer
  open(
    fileId: string,
    options?: { flavour?: WopiFlavour; mode?: 'edit' | 'view'; token?: string; ttl?: number },
  ): ReturnType<DocumentServer['driver']['openWopi']>
}

export async function startWopi(options: DocumentServerOptions = {}): Promise<BothWopi> {
  const host = await startWopiRecordingHost()
  const server = await startDocumentServer({ saveDelayMs: 20, connectionLossMs: 200, rooms: plainRooms, ...options })
  return {
    host,
    server,
    open: (fileId, { token, ttl, ...rest } = {}) =>
      server.driver.openWopi({
        wopiSrc: host.wopiSrc(fileId),
        accessToken: token ?? `tok-${fileId}`,
        accessTokenTtl: ttl ?? 1_795_233_665_965,
        ...rest,
      }),
    async [Symbol.asyncDispose]() {
      await server.close()
      await host.close()
    },
  }
}
