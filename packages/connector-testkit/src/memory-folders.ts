import { randomUUID } from 'node:crypto'
import { HostError } from '@openwith/connector-core/errors'
import type { FolderStore, StoredDocument, StoredFolder, User } from '@openwith/connector-core/host'

interface Row extends StoredFolder {
  parent: string
}

/** The folders of a {@link memoryHost}. The root has the empty id. */
export function memoryFolders(documents: {
  /** What a user may see in a folder. */
  documentsIn(folder: string, user: User): StoredDocument[]
  /** Throws `not_found`. */
  folderOf(documentId: string): string
  hasDocuments(folder: string): boolean
}): { store: FolderStore; ensure(id: string): void } {
  const folders = new Map<string, Row>()
  let rootName = 'Library'

  const root = (): StoredFolder => ({ id: '', name: rootName })
  const rowOf = (id: string): Row => {
    const folder = folders.get(id)
    if (folder === undefined) throw new HostError('not_found', 'There is no such folder.')
    return folder
  }
  const describe = (id: string): StoredFolder => (id === '' ? root() : { id, name: rowOf(id).name })
  const requireFree = (name: string, parent: string, except?: string) => {
    checkName(name)
    if ([...folders.values()].some((held) => held.parent === parent && held.name === name && held.id !== except))
      throw new HostError('name_taken', 'There is a folder of this name.')
  }

  const store: FolderStore = {
    root: async () => root(),
    find: async (id) => (id === '' || folders.has(id) ? describe(id) : null),
    of: async (documentId) => describe(documents.folderOf(documentId)),
    async ancestors(id) {
      const above: StoredFolder[] = []
      for (let at = id; at !== ''; at = rowOf(at).parent) above.unshift(describe(rowOf(at).parent))
      return above
    },
    async children(id, { user }) {
      describe(id)
      return {
        folders: [...folders.values()].filter(({ parent }) => parent === id).map((folder) => describe(folder.id)),
        documents: documents.documentsIn(id, user),
      }
    },
    async create(parent, name) {
      describe(parent)
      requireFree(name, parent)
      const id = randomUUID()
      folders.set(id, { id, name, parent })
      return describe(id)
    },
    async rename(id, name) {
      if (id === '') {
        checkName(name)
        rootName = name
      } else {
        const folder = rowOf(id)
        requireFree(name, folder.parent, id)
        folder.name = name
      }
      return describe(id)
    },
    async delete(id) {
      if (id === '') throw new HostError('forbidden', 'The root stays.')
      rowOf(id)
      if (documents.hasDocuments(id) || [...folders.values()].some(({ parent }) => parent === id))
        throw new HostError('version_conflict', 'The folder is not empty.')
      folders.delete(id)
    },
  }
  return {
    store,
    ensure(id) {
      if (!folders.has(id)) folders.set(id, { id, name: id, parent: '' })
    },
  }
}

/** Throws `name_invalid` for what cannot be the name of a document or folder. */
export function checkName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (name.trim() === '' || name === '.' || name === '..' || /[/\\\u0000-\u001f]/.test(name) || name.length > 255)
    throw new HostError('name_invalid', 'This is no file name.')
}
