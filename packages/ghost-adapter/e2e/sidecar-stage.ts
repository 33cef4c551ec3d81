import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startDocumentServer } from '@openwith/dev-document-server'
import { type GhostDatabase, startGhost } from '../../../examples/ghost/app.mts'
import { appEnvironment, freePort, type RunningApp, startApp } from '../../../toolchain/apps/running-app.ts'
import { startNginx } from './nginx.ts'
import { type Stage, stageOf } from './stage.ts'

/** A Ghost without adapters behind a real nginx, and our sidecar beside it. */
export interface SidecarStage extends Stage {
  /** Stops the sidecar as a power cut would, and starts it again. */
  restartSidecar(meanwhile: () => Promise<void>): Promise<void>
}

export async function startSidecarStage(directory: string, database?: GhostDatabase): Promise<SidecarStage> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'openwith-ghost-'))
  const server = await startDocumentServer({ saveDelayMs: 200, callbackBackoffMs: [2000, 4000, 8000] })
  const [listen, ghost, port] = await Promise.all([freePort(), freePort(), freePort()])
  const nginx = await startNginx({ listen, ghost, sidecar: port })
  const app = await startGhost({ directory, dataDirectory, port: ghost, url: nginx.url, adapters: false, database })
  const program = path.join(directory, 'node_modules/@openwith/ghost-adapter/dist/node/cli.js')
  const start = (): Promise<RunningApp> =>
    startApp({
      title: 'the sidecar',
      args: [program, 'sidecar', dataDirectory, '--port', String(port)],
      cwd: directory,
      env: appEnvironment({}),
      url: `http://127.0.0.1:${port}`,
      isHealthy: async (url, signal) => (await fetch(`${url}/ghost/openwith/admin.js`, { signal })).ok,
    })
  let sidecar = await start()
  await app.api('PUT', '/ghost/openwith/api/settings', {
    values: { documentServerUrl: server.url, secret: server.secret },
  })
  return {
    ...stageOf(app, server),
    async restartSidecar(meanwhile) {
      await sidecar.kill()
      await meanwhile()
      sidecar = await start()
    },
    async close() {
      await server.close()
      await sidecar.stop()
      await app.stop()
      await nginx.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
