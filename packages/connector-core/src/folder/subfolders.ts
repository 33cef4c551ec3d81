import { mkdir, readdir, rename, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HostError } from '../errors.ts'
import type { Access, DocumentStore, FolderStore, StateStore, StoredDocument, StoredFolder } from '../host.ts'
import { toHostError } from '../storage/put-file.ts'
import { isErrno, isPlainName, locate } from './document-path.ts'
import { idsOfDocuments, idsOfFolders, statePrefix } from './folder-ids.ts'
import { updateEntry } from './update-entry.ts'

export interface SubfoldersOptions {
  root: string
  hidden: string
  state: StateStore
  access: Access
  documents: DocumentStore
}

/** The folders of a folder tree. The root has the empty id; its name can be changed without touching the disk. */
export function subfolders({ root, hidden, state, access, documents }: SubfoldersOptions): FolderStore {
  const documentIds = idsOfDocuments(root, state)
  const folderIds = idsOfFolders(root, state)
  const rootNameKey = `${statePrefix(root)}/root-name`

  const fullPath = async (path: string): Promise<string | null> => {
    const full = await locate(root, path)
    if (full === null || full === hidden || full.startsWith(`${hidden}/`)) return null
    return (await stat(full)).isDirectory() ? full : null
  }

  const existing = async (id: string): Promise<{ path: string; full: string }> => {
    const path = await folderIds.pathOf(id)
    const full = await fullPath(path)
    if (full === null) throw gone()
    return { path, full }
  }

  const describe = async (path: string): Promise<StoredFolder> =>
    path === ''
      ? { id: '', name: (await state.get(rootNameKey)) ?? basename(root) }
      : { id: await folderIds.idOf(path), name: path.split('/').at(-1) ?? path }

  const entriesOf = async (full: string) => {
    const entries = await readdir(full, { withFileTypes: true }).catch((error: unknown) => {
      throw toHostError(error)
    })
    return entries.filter(({ name }) => isPlainName(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** What was known under the old path is known under the new one. */
  async function rebind(from: string, to: string): Promise<void> {
    await folderIds.moved(await folderIds.idOf(from), to)
    const full = await fullPath(to)
    for (const entry of full === null ? [] : await entriesOf(full)) {
      const [before, after] = [`${from}/${entry.name}`, `${to}/${entry.name}`]
      if (entry.isDirectory()) await rebind(before, after)
      else if (entry.isFile()) await documentIds.moved(await documentIds.idOf(before), after)
    }
  }

  return {
    root: () => describe(''),
    async find(id) {
      const path = await folderIds.pathOf(id)
      return (await fullPath(path)) === null ? null : await describe(path)
    },
    async of(documentId) {
      const path = await documentIds.pathOf(documentId)
      return await describe(parentOf(path))
    },
    async ancestors(id) {
      const { path } = await existing(id)
      const names = path === '' ? [] : path.split('/')
      return await Promise.all(names.map((_, depth) => describe(names.slice(0, depth).join('/'))))
    },
    async children(id, { user }) {
      const { path, full } = await existing(id)
      const entries = await entriesOf(full)
      const below = (name: string): string => (path === '' ? name : `${path}/${name}`)
      const found: StoredDocument[] = []
      for (const entry of entries.filter((entry) => entry.isFile())) {
        const document = await documents.find(await documentIds.idOf(below(entry.name)))
        if (document !== null && (await access.permissions(user, document)).view) found.push(document)
      }
      const folders = entries.filter((entry) => entry.isDirectory() && join(full, entry.name) !== hidden)
      return { folders: await Promise.all(folders.map(({ name }) => describe(below(name)))), documents: found }
    },
    async create(parent, name) {
      const { path, full } = await existing(parent)
      await mkdir(join(full, folderName(name))).catch((error: unknown) => {
        throw toHostError(error)
      })
      const made = path === '' ? name : `${path}/${name}`
      await folderIds.madeNew(made)
      return await describe(made)
    },
    async rename(id, name) {
      const { path, full } = await existing(id)
      if (path === '') {
        await updateEntry(state, rootNameKey, folderName(name), null)
        return await describe('')
      }
      const target = join(dirname(full), folderName(name))
      if (target !== full) {
        if ((await stat(target).catch(() => null)) !== null)
          throw new HostError('name_taken', 'There is something of this name already.')
        await rename(full, target).catch((error: unknown) => {
          throw toHostError(error)
        })
        const parent = parentOf(path)
        const moved = parent === '' ? name : `${parent}/${name}`
        await folderIds.madeNew(moved)
        await rebind(path, moved)
        return await describe(moved)
      }
      return await describe(path)
    },
    async delete(id) {
      const { path, full } = await existing(id)
      if (path === '') throw new HostError('forbidden', 'The root folder cannot be deleted.')
      await rmdir(full).catch((error: unknown) => {
        if (isErrno(error, 'ENOTEMPTY', 'EEXIST'))
          throw new HostError('version_conflict', 'The folder is not empty.', { cause: error })
        throw toHostError(error)
      })
    },
  }
}

function folderName(name: string): string {
  if (isPlainName(name)) return name
  throw new HostError('name_invalid', 'No folder can have this name.')
}

const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/')

const gone = (): HostError => new HostError('not_found', 'The folder does not exist any more.')
