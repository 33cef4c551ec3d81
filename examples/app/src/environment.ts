import { createServer } from 'node:net'
import { join, resolve } from 'node:path'

/** What an example takes from the environment; see `examples/README.md`. */
export interface Environment {
  host: string
  port: number
  /** Address of this server as browsers reach it, no trailing slash. */
  publicUrl: string
  /** Folder of documents. */
  directory: string
  /** Nobody named a folder: sample documents may be put into it. */
  isDefaultDirectory: boolean
  /** `memory`, or the path of a SQLite file. */
  state: { kind: 'memory' } | { kind: 'sqlite'; path: string }
  /** False: the embedded Document Server is started. */
  hasDocumentServer: boolean
  /** What WOPI clients may use: adding documents beside the open one, and folders. */
  wopi: { relative: boolean; containers: boolean }
}

/** A variable of the environment that cannot be used; the message names it. */
export class EnvironmentError extends Error {}

/** Reads the variables that every example understands. `PORT=0` picks a free one. Throws {@link EnvironmentError}. */
export async function readEnvironment(name: string, from: NodeJS.ProcessEnv = process.env): Promise<Environment> {
  const host = text(from.HOST) ?? '127.0.0.1'
  const wanted = number('PORT', from.PORT, 8080)
  const port = wanted === 0 ? await freePort(host) : wanted
  const directory = resolve(text(from.DATA_DIR) ?? join('.data', name))
  return {
    host,
    port,
    publicUrl: address('PUBLIC_URL', from.PUBLIC_URL) ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    directory,
    isDefaultDirectory: text(from.DATA_DIR) === undefined,
    state: stateOf(text(from.STATE) ?? `sqlite:${join(directory, '.openwith', 'state.sqlite')}`),
    hasDocumentServer: text(from.DOCUMENT_SERVER_URL) !== undefined,
    wopi: { relative: text(from.WOPI_NO_RELATIVE) !== '1', containers: text(from.WOPI_NO_CONTAINERS) !== '1' },
  }
}

function text(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}

function number(name: string, value: string | undefined, standard: number): number {
  const given = text(value)
  if (given === undefined) return standard
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65535)
    throw new EnvironmentError(`${name} must be a number from 0 to 65535, not "${given}".`)
  return Number(given)
}

function address(name: string, value: string | undefined): string | undefined {
  const given = text(value)
  if (given === undefined) return undefined
  const url = URL.parse(given)
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new EnvironmentError(`${name} must be an address such as https://files.example.com/office, not "${given}".`)
  return url.href.replace(/\/+$/, '')
}

function stateOf(given: string): Environment['state'] {
  if (given === 'memory') return { kind: 'memory' }
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(given)?.[1]
  if (path !== undefined) return { kind: 'sqlite', path: resolve(path) }
  throw new EnvironmentError('STATE must be "memory" or "sqlite:<file>".')
}

function freePort(host: string): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, host, () => {
      const found = server.address()
      server.close(() => (found !== null && typeof found === 'object' ? done(found.port) : fail(new Error('no port'))))
    })
  })
}
