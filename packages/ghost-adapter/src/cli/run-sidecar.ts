import { createSidecar, listen } from '../sidecar/index.ts'

export interface RunSidecarOptions {
  env: string
  port?: string
  host?: string
  ghostUrl?: string
  say(line: string): void
}

const standardPort = 2371

/** Serves the sidecar until the process is told to stop. */
export async function runSidecar(
  folder: string,
  { env, port, host = '127.0.0.1', ghostUrl, say }: RunSidecarOptions,
): Promise<void> {
  const wanted = Number(port ?? standardPort)
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) throw new Error(`"${port}" is no port.`)
  const sidecar = await createSidecar({ folder, env, ghostUrl })
  const server = await listen(sidecar.app, wanted, host)
  const address = server.address()
  say(
    `OpenWith listens on http://${host}:${typeof address === 'object' && address !== null ? address.port : wanted}/ghost/openwith/`,
  )
  say('The proxy configuration is in the folder "proxy" of this package.')
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await sidecar.close()
}
