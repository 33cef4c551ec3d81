import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { bootstrapDirectus, directusEnvironment } from '../../../examples/directus/app.mts'
import type { DirectusContext, ExpressRouter } from '../src/directus.ts'

/** Directus in this process, so that a host made from the sources can be tried over it. */
export interface InProcessDirectus {
  context: DirectusContext
  /** Where it listens. */
  url: string
  uploads: string
  stop(): Promise<void>
}

/**
 * Loads the prepared application over an empty database, without its extensions. `before` may do with the Express application what the extension's hook would
 * do in `app.before`. Directus reads the environment of the process, and only once.
 */
export async function loadDirectus(
  directory: string,
  environment: Record<string, string>,
  before: (app: ExpressRouter) => void,
): Promise<InProcessDirectus> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-directus-'))
  // Directus takes extensions from the dependencies that this names.
  await writeFile(path.join(dataDirectory, 'package.json'), '{ "name": "no-extensions", "version": "0.0.0" }')
  const all = await directusEnvironment(dataDirectory, {
    ...environment,
    PACKAGE_FILE_LOCATION: dataDirectory,
    PUBLIC_URL: 'http://127.0.0.1:8055',
    SERVE_APP: 'false',
    LOG_LEVEL: 'warn',
  })
  await bootstrapDirectus(directory, dataDirectory, all)
  Object.assign(process.env, all)
  const part = async <T>(file: string): Promise<T> =>
    (await import(pathToFileURL(path.join(directory, 'node_modules/@directus/api/dist', file)).href)) as T

  const { default: emitter } = await part<{ default: Emitter }>('emitter.js')
  emitter.onInit('app.before', ({ app }) => before(app))
  const { default: createApp } = await part<{ default: () => Promise<RequestListener> }>('app.js')
  const services = await part<DirectusContext['services']>('services/index.js')
  const { default: getDatabase } = await part<{ default: () => DirectusContext['database'] }>('database/index.js')
  const { getSchema } = await part<Pick<DirectusContext, 'getSchema'>>('utils/get-schema.js')
  const { useEnv } = (await import(
    pathToFileURL(path.join(directory, 'node_modules/@directus/env/dist/index.js')).href
  )) as { useEnv(): Record<string, unknown> }
  const server = createServer(await createApp())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const print = (message: string) => console.info(message)
  return {
    context: {
      services,
      database: getDatabase(),
      getSchema,
      env: useEnv(),
      logger: { debug: () => {}, info: print, warn: print, error: print },
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploads: path.join(dataDirectory, 'uploads'),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await getDatabase().destroy()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

interface Emitter {
  onInit(event: string, handler: (meta: { app: ExpressRouter }) => void): void
}
