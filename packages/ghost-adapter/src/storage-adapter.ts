import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { runningGhost } from './ghost-bridge.ts'
import { isOfficeFile } from './office-file.ts'

/** Ghost accepts an adapter whose parent has this name. Source: Ghost 6.65, `services/adapter-manager`. */
class StorageBase {
  constructor() {
    const requiredFns = Object.freeze(['exists', 'save', 'serve', 'delete', 'read'])
    Object.defineProperty(this, 'requiredFns', { value: requiredFns, writable: false })
  }
}

/** Ghost's own storage of files. Source: Ghost 6.65, `adapters/storage/LocalFilesStorage`. */
interface LocalFilesStorage {
  storagePath: string
  setServeHeaders(response: ServerResponse, file: string): void
  [method: string]: unknown
}

/**
 * Ghost's local storage of files, with one difference: Ghost tells browsers to keep a file for a year, because it never changes one. Office documents
 * change, so browsers and proxies have to ask whether theirs is still the right one; its ETag answers that.
 */
export default class OpenWithFiles extends StorageBase {
  #local: LocalFilesStorage | null = null

  // Ghost's own parts are looked for when they are first needed: its tool that validates adapters loads this file without a Ghost.
  get local(): LocalFilesStorage {
    if (this.#local !== null) return this.#local
    const root = runningGhost()
    if (root === null) throw new Error('No Ghost runs in this process.')
    const loaded = createRequire(path.join(root, 'index.js'))('./core/server/adapters/storage/LocalFilesStorage') as {
      default: new () => LocalFilesStorage
    }
    const local = new loaded.default()
    const setServeHeaders = local.setServeHeaders.bind(local)
    local.setServeHeaders = (response, file) => {
      setServeHeaders(response, file)
      if (isOfficeFile(file)) response.setHeader('Cache-Control', 'public, max-age=0, must-revalidate')
    }
    this.#local = local
    return local
  }

  get storagePath(): string {
    return this.local.storagePath
  }
}

for (const name of [
  'exists',
  'save',
  'saveRaw',
  'serve',
  'delete',
  'read',
  'urlToPath',
  'getTargetDir',
  'getUniqueFileName',
  'getSanitizedFileName',
]) {
  Object.defineProperty(OpenWithFiles.prototype, name, {
    configurable: true,
    writable: true,
    value(this: OpenWithFiles, ...args: unknown[]) {
      return (this.local[name] as (...args: unknown[]) => unknown).apply(this.local, args)
    },
  })
}
