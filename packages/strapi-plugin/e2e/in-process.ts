import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Strapi } from '../src/strapi.ts'

/** Strapi in this process, so that a host made from the sources can be tried over it. */
export interface InProcessStrapi {
  strapi: Strapi
  /** Where it listens. */
  url: string
  publicDirectory: string
  stop(): Promise<void>
}

interface LoadableStrapi extends Strapi {
  load(): Promise<unknown>
  destroy(): Promise<void>
  server: Strapi['server'] & { listen(port: number, host: string): Server; httpServer: Server }
}

/**
 * Loads the prepared application over an empty database. `environment` is the process's: Strapi reads nothing else. `before` may add to it what a plugin's
 * `register` would.
 */
export async function loadStrapi(
  directory: string,
  environment: Record<string, string>,
  before: (strapi: Strapi) => void,
): Promise<InProcessStrapi> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-strapi-'))
  const publicDirectory = path.join(dataDirectory, 'public')
  await mkdir(path.join(publicDirectory, 'uploads'), { recursive: true })
  const secrets = [
    'APP_KEYS',
    'API_TOKEN_SALT',
    'ADMIN_JWT_SECRET',
    'TRANSFER_TOKEN_SALT',
    'JWT_SECRET',
    'ENCRYPTION_KEY',
  ]
  Object.assign(process.env, {
    ...Object.fromEntries(secrets.map((name) => [name, `${name}-for-tests`])),
    NODE_ENV: 'production',
    STRAPI_TELEMETRY_DISABLED: 'true',
    PUBLIC_DIRECTORY: publicDirectory,
    DATABASE_FILENAME: path.join(dataDirectory, 'data.db'),
    OPENWITH_DATA_DIRECTORY: path.join(dataDirectory, 'onlyoffice'),
    ...environment,
  })
  const require = createRequire(path.join(directory, 'package.json'))
  // Strapi looks for the application's own packages from here.
  process.chdir(directory)
  const { createStrapi } = require('@strapi/strapi') as {
    createStrapi(options: { appDir: string; distDir: string }): LoadableStrapi
  }
  const strapi = createStrapi({ appDir: directory, distDir: path.join(directory, 'dist') })
  before(strapi)
  await strapi.load()
  const server = strapi.server.listen(0, '127.0.0.1')
  await new Promise((resolve) => (server.listening ? resolve(null) : server.once('listening', resolve)))
  return {
    strapi,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publicDirectory,
    async stop() {
      // Strapi takes the listeners of the whole process away, the test runner's included.
      const listeners = process.eventNames().map((event) => [event, process.rawListeners(event)] as const)
      await strapi.destroy()
      for (const [event, all] of listeners) {
        process.removeAllListeners(event)
        for (const listener of all) process.on(event, listener as () => void)
      }
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
