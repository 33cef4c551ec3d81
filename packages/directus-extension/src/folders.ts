import { HostError } from '@openwith/connector-core'
import { viewableExtensions } from '@openwith/connector-core/formats'
import type { DocumentStore, FolderStore, StoredFolder, User } from '@openwith/connector-core/host'
import type { DirectusAccess } from './access.ts'
import {
  type Accountability,
  type DirectusContext,
  directusCode,
  isUuid,
  type Privileged,
  type Row,
} from './directus.ts'
import { toHostError } from './host-error.ts'
import { checkName } from './names.ts'

const rootName = 'File Library'
const allFormats = viewableExtensions({ lossyEditFormats: [], defaultOpenFormats: [], disabledFormats: [] })
const pageSize = 200

/** The folders of the file library. The root has the empty id and cannot be changed. */
export function createFolders(context: DirectusContext, access: DirectusAccess, documents: DocumentStore): FolderStore {
  const { database, getSchema, services } = context
  const root: StoredFolder = { id: '', name: rootName }

  const service = async (accountability: Accountability | Privileged) =>
    new services.FoldersService({ schema: await getSchema(), accountability })

  async function actorOf(user: User): Promise<Accountability> {
    const accountability = await access.accountabilityOf(user)
    if (accountability === null) throw new HostError('forbidden', `The account of ${user.name} is not active any more.`)
    return accountability
  }

  async function load(id: string): Promise<{ id: string; name: string; parent: string | null }> {
    const row = isUuid(id)
      ? ((await database('directus_folders').where({ id }).first('id', 'name', 'parent')) as
          | { id: string; name: string; parent: string | null }
          | undefined)
      : undefined
    if (row === undefined) throw new HostError('not_found', 'The folder is no longer in the library of Directus.')
    return row
  }

  const describe = ({ id, name }: { id: string; name: string }): StoredFolder => ({ id, name })
  const parentFilter = (id: string) => ({ parent: id === '' ? { _null: true } : { _eq: id } })
  /** Since 12.4 the same table has folders of Flows. */
  const isOfFiles = ({ type }: Row): boolean => type !== 'flows'

  async function requireFree(parent: string, name: string, except?: string): Promise<void> {
    const folders = await service(null)
    const rows = await folders.readByQuery({ filter: { ...parentFilter(parent), name: { _eq: name } }, fields: ['*'] })
    if (rows.some((row) => row.id !== except && row.name === name && isOfFiles(row)))
      throw new HostError('name_taken', `There is a folder named ${name} already.`)
  }

  /** Ids as this person; the rest privileged, for a role's rights may name single fields. Nothing for one that may see no folders. */
  async function visibleFolders(parent: string, user: User): Promise<Row[]> {
    try {
      const [visible, all] = await Promise.all([service(await actorOf(user)), service(null)])
      const rows = await all.readByQuery({ filter: parentFilter(parent), fields: ['*'], sort: ['name'], limit: -1 })
      const filter = { id: { _in: rows.map(({ id }) => id) } }
      const seen = rows.length === 0 ? [] : await visible.readByQuery({ filter, fields: ['id'], limit: -1 })
      return rows.filter((row) => seen.some(({ id }) => id === row.id))
    } catch (error) {
      if (directusCode(error) === 'FORBIDDEN') return []
      throw toHostError(error, 'this folder')
    }
  }

  return {
    root: async () => root,
    async find(id) {
      if (id === '') return root
      return await load(id).then(describe, () => null)
    },
    async of(documentId) {
      const row = isUuid(documentId)
        ? ((await database('directus_files').where({ id: documentId }).first('folder')) as
            | { folder: string | null }
            | undefined)
        : undefined
      if (row === undefined) throw new HostError('not_found', 'The file is no longer in the library of Directus.')
      return row.folder === null ? root : describe(await load(row.folder))
    },
    async ancestors(id) {
      if (id === '') return []
      const above: StoredFolder[] = []
      let { parent } = await load(id)
      while (parent !== null && !above.some((folder) => folder.id === parent)) {
        const row = await load(parent)
        above.unshift(describe(row))
        parent = row.parent
      }
      return [root, ...above]
    },
    async children(id, { user }) {
      if (id !== '') await load(id)
      const folders = await visibleFolders(id, user)
      const found = []
      let cursor: string | undefined
      do {
        const page = await documents.list!({ user, extensions: allFormats, folder: id, cursor, limit: pageSize })
        found.push(...page.documents)
        cursor = page.cursor
      } while (cursor !== undefined)
      return {
        folders: folders.filter(isOfFiles).map((row) => describe({ id: String(row.id), name: String(row.name) })),
        documents: found,
      }
    },
    async create(parent, name, { by }) {
      checkName(name)
      if (parent !== '') await load(parent)
      await requireFree(parent, name)
      const folders = await service(await actorOf(by))
      const id = await folders
        .createOne({ name, parent: parent === '' ? null : parent })
        .catch((error: unknown) => Promise.reject(toHostError(error, name)))
      return { id, name }
    },
    async rename(id, name, { by }) {
      checkName(name)
      if (id === '') throw new HostError('forbidden', 'The root of the library cannot be renamed.')
      const row = await load(id)
      await requireFree(row.parent ?? '', name, id)
      const folders = await service(await actorOf(by))
      await folders.updateOne(id, { name }).catch((error: unknown) => Promise.reject(toHostError(error, row.name)))
      return { id, name }
    },
    async delete(id, { by }) {
      if (id === '') throw new HostError('forbidden', 'The root of the library cannot be deleted.')
      const row = await load(id)
      const [file, folder] = await Promise.all([
        database('directus_files').where({ folder: id }).first('id'),
        database('directus_folders').where({ parent: id }).first('id'),
      ])
      if (file !== undefined || folder !== undefined)
        throw new HostError('version_conflict', `The folder ${row.name} is not empty.`)
      const folders = await service(await actorOf(by))
      await folders.deleteOne(id).catch((error: unknown) => Promise.reject(toHostError(error, row.name)))
    },
  }
}
