import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { nodeDoor } from '@openwith/connector-core/http/node'
import type { handleEndpoints as HandleEndpoints, Payload, SanitizedConfig } from 'payload'

/** Payload in this process, so that a host made from the sources can be tried over it. */
export interface InProcessPayload {
  payload: Payload
  /** Where its REST API listens. */
  url: string
  uploads: string
  stop(): Promise<void>
}

/** Loads the prepared application over an empty database. `environment` is the process's: its configuration reads nothing else. */
export async function loadPayload(directory: string, environment: Record<string, string>): Promise<InProcessPayload> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-payload-'))
  const uploads = path.join(dataDirectory, 'uploads/media')
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  Object.assign(process.env, {
    NODE_ENV: 'production',
    PAYLOAD_SECRET: 'secret-for-tests',
    SERVER_URL: url,
    DATABASE_FILE: path.join(dataDirectory, 'data.db'),
    UPLOADS_DIRECTORY: uploads,
    OPENWITH_DATA_DIRECTORY: path.join(dataDirectory, 'openwith'),
    ...environment,
  })
  // Payload itself is the application's own copy, not the workspace's.
  const { getPayload, handleEndpoints } = (await import(
    pathToFileURL(createRequire(path.join(directory, 'package.json')).resolve('payload')).href
  )) as { getPayload(options: object): Promise<Payload>; handleEndpoints: typeof HandleEndpoints }
  const { default: config } = (await import(path.join(directory, 'src/payload.config.ts'))) as {
    default: Promise<SanitizedConfig>
  }
  const payload = await getPayload({ config, disableOnInit: true })
  // The PostgreSQL adapter leaves its connections open; the server's end would be an error that nobody hears.
  const { pool } = payload.db as { pool?: { on(event: 'error', listener: () => void): unknown } }
  pool?.on('error', () => {})
  const answer = nodeDoor((request) => handleEndpoints({ config, request }), { publicUrl: url })
  return {
    payload,
    url,
    uploads,
    async stop() {
      await new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await payload.destroy()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
