import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Host, LogEntry, StateStore } from '@openwith/connector-core'
import { folderHost, settingsFile } from '@openwith/connector-core/folder'
import { readSettings } from '@openwith/connector-core/settings'
import { memoryState } from '@openwith/connector-core/state/memory'
import { sqliteState } from '@openwith/connector-core/state/sqlite'
import { startDocumentServer } from '@openwith/dev-document-server'
import { EnvironmentError, readEnvironment } from './environment.ts'

/** Everything around the connector that an example needs. */
export interface Documents {
  /** The folder of documents, as the connector's host. */
  host: Host
  /** Address of this server as browsers reach it. */
  publicUrl: string
  listen: { host: string; port: number }
  /** What WOPI clients may use, for `createConnector`. */
  wopi: { relative: boolean; containers: boolean }
  /** Stops the embedded Document Server, which hands over what is still open; call it while the doors are open. */
  closeDocumentServer(): Promise<void>
  closeState(): void
}

/**
 * Makes the documents of a folder ready by the environment: settings, state, samples in a new default folder, and a Document Server
 * unless one is named. Ends the process with one sentence when the environment is wrong.
 */
export async function openDocuments(name: string): Promise<Documents> {
  try {
    return await prepare(name)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    console.error(`openwith: ${error.message}`)
    process.exit(1)
  }
}

async function prepare(name: string): Promise<Documents> {
  const environment = await readEnvironment(name)
  const { directory, publicUrl, state: wanted } = environment
  const dataDirectory = join(directory, '.openwith')
  await mkdir(directory, { recursive: true })
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  if (environment.isDefaultDirectory) await seed(directory)
  const state: StateStore & { close?(): void } =
    wanted.kind === 'memory' ? memoryState() : sqliteState({ path: wanted.path })
  let fixed: Record<string, unknown> = {}
  const host = folderHost({
    directory,
    dataDirectory,
    state,
    settings: settingsFile({
      path: join(dataDirectory, 'settings.json'),
      fixed: () => fixed,
      environment: {
        ...process.env,
        DOCUMENT_SERVER_STORAGE_URL: process.env.INTERNAL_URL,
        WOPI_STORAGE_URL: process.env.WOPI_STORAGE_URL ?? process.env.INTERNAL_URL,
      },
    }),
    mount: { publicUrl, serverPath: '/onlyoffice', browserPath: '/browser', wopiPath: '/wopi' },
    pages: {
      document: ({ id }, mode) => `${publicUrl}/open/${pathOf(id)}?mode=${mode}`,
      folder: ({ id }) => `${publicUrl}/?folder=${encodeURIComponent(id)}`,
    },
    log,
  })
  await readSettings(host.settings).catch((error: Error) => {
    throw new EnvironmentError(error.message)
  })
  const documentServer = environment.hasDocumentServer
    ? null
    : await startDocumentServer({
        ...addressOfDocumentServer(environment),
        dataDirectory: join(dataDirectory, 'document-server'),
        log: (line) => console.error(`document-server: ${line}`),
      })
  if (documentServer !== null) fixed = { documentServerUrl: documentServer.url, secret: documentServer.secret }
  return {
    host,
    publicUrl,
    listen: { host: environment.host, port: environment.port },
    wopi: environment.wopi,
    closeDocumentServer: async () => await documentServer?.close(),
    closeState: () => state.close?.(),
  }
}

const pathOf = (id: string): string => id.split('/').map(encodeURIComponent).join('/')

/** Beside us: at any port on one address; on all addresses at the next port, by the name that browsers use for us. */
function addressOfDocumentServer({ host, port, publicUrl }: { host: string; port: number; publicUrl: string }) {
  if (host !== '0.0.0.0' && host !== '::') return { host, port: 0 }
  return { host, port: port + 1, publicUrl: `http://${new URL(publicUrl).hostname}:${port + 1}` }
}

/** Puts our sample documents into a folder that has none yet. */
async function seed(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.'))
  if (names.length > 0) return
  const samples = join(dirname(dirname(import.meta.dirname)), 'samples')
  for (const sample of await readdir(samples)) await copyFile(join(samples, sample), join(directory, sample))
}

function log({ level, code, message, cause }: LogEntry): void {
  if (level === 'debug') return
  console.error(`${level} ${code}: ${message}`)
  if (level === 'error' && cause !== undefined) console.error(cause)
}
