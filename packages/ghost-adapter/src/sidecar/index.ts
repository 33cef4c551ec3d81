import type { Server } from 'node:http'
import path from 'node:path'
import express, { type Express } from 'express'
import { createApp } from '../app.ts'
import { openGhost } from '../cli/open-ghost.ts'
import type { GhostRequest } from '../ghost.ts'
import { mountPath } from '../host.ts'

export interface SidecarOptions {
  /** Ghost's folder, with `config.<env>.json` in it; its content folder and its database must be reachable from here. */
  folder: string
  /** Default: `production`. */
  env?: string
  /** Where Ghost itself answers. Default: `server.host` and `server.port` of its configuration. */
  ghostUrl?: string
  /** One line for the log. Default: standard output. */
  log?(level: 'debug' | 'info' | 'warn' | 'error', text: string): void
}

export interface Sidecar {
  /** Answers below `/ghost/openwith`; a proxy sends that path here, unchanged. Other paths are left to what is mounted after it. */
  app: Express
  close(): Promise<void>
}

/**
 * The adapter's routes beside a Ghost that cannot load adapters, such as a hosted one: the same connector over the same tables, which asks Ghost who sends a
 * request. Files must be on a disk that this process can write. Run it or the adapters, never both.
 */
export async function createSidecar(options: SidecarOptions): Promise<Sidecar> {
  const { folder, env = 'production', ghostUrl, log = print } = options
  const opened = await openGhost(folder, { env, ghostUrl, log })
  const ours = createApp(opened.ghost, { browserDirectory: path.resolve(import.meta.dirname, '../browser') })
  await ours.start()
  const app = express()
  app.disable('x-powered-by')
  app.use((request, _response, next) => {
    const { pathname } = new URL(request.originalUrl, 'http://here')
    const at = `${new URL(opened.ghost.adminUrl()).pathname.replace(/\/+$/, '')}${mountPath}`
    if ([mountPath, at].some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`)))
      ours.answer(request as unknown as GhostRequest)
    else next()
  })
  return {
    app,
    async close() {
      await ours.close()
      await opened.close()
    },
  }
}

/** Listens until the server is closed. */
export async function listen(app: Express, port: number, host: string): Promise<Server> {
  return await new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error) => (error === undefined ? resolve(server) : reject(error)))
  })
}

function print(level: string, text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${level} ${text}\n`)
}
