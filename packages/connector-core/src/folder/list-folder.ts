import { readdir } from 'node:fs/promises'
import { extensionOf } from '../formats/index.ts'
import { removeAbandoned } from '../storage/put-file.ts'
import { isErrno, isPlainName, locate } from './document-path.ts'

export interface ListFolderOptions {
  root: string
  /** Folder that is left out. */
  hidden: string
  extensions: readonly string[]
  /** Part of the name, compared without case. */
  search?: string
  /** Null: the whole tree. Else only what lies in this folder itself. */
  folder: string | null
  /** Starts behind this path. */
  after?: string
  signal?: AbortSignal
}

/** Paths of the files, folder by folder, in the order of their names. Symbolic links and hidden names are left out. */
export async function* listFolder(options: ListFolderOptions): AsyncGenerator<string> {
  const search = options.search?.normalize('NFC').toLowerCase() ?? ''
  const wanted = new Set(options.extensions)
  const after = options.after?.split('/')

  async function* walk(names: string[]): AsyncGenerator<string> {
    options.signal?.throwIfAborted()
    const full = await locate(options.root, names.join('/'))
    if (full === null || full === options.hidden) return
    for (const entry of await entriesOf(full)) {
      const path = [...names, entry.name]
      if (entry.name.startsWith('.')) await removeAbandoned(full, entry.name)
      if (!isPlainName(entry.name) || (after !== undefined && compare(path, after.slice(0, path.length)) < 0)) continue
      if (entry.isDirectory() && options.folder === null) yield* walk(path)
      if (!entry.isFile() || !wanted.has(extensionOf(entry.name))) continue
      if (!entry.name.normalize('NFC').toLowerCase().includes(search)) continue
      if (after === undefined || compare(path, after) > 0) yield path.join('/')
    }
  }

  yield* walk(options.folder === null || options.folder === '' ? [] : options.folder.split('/'))
}

async function entriesOf(directory: string) {
  try {
    const entries = await readdir(directory, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    // Deleted, or closed to us, since its parent was read.
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM')) return []
    throw error
  }
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [index, name] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (name !== other) return name < other ? -1 : 1
  }
  return a.length - b.length
}
