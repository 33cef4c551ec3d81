import { HostError } from '@openwith/connector-core'
import type { ListOptions } from '@openwith/connector-core/host'
import {
  type Accountability,
  type DirectusContext,
  directusCode,
  type FileRow,
  fileFields,
  isUuid,
  type Query,
} from './directus.ts'
import { toHostError } from './host-error.ts'

const sort = ['-uploaded_on', 'id']
const candidatesAtOnce = 200
/** Of candidates, for one page of the list; the next one goes on from there. */
const mostPages = 50

interface Found {
  ids: string[]
  /** Where the next page begins. Absent at the end. */
  next?: number
}

/** One page of the library as this person may see it; nothing for somebody who may see no files. Throws `not_found` for a page that does not exist, `unavailable`. */
export async function listFiles(
  { services, getSchema }: DirectusContext,
  accountability: Accountability,
  { extensions, search, folder, cursor, limit }: Omit<ListOptions, 'user'>,
): Promise<{ rows: FileRow[]; cursor?: string }> {
  const offset = Number(cursor ?? 0)
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new HostError('not_found', 'This page of the list does not exist.')
  if (extensions.length === 0) return { rows: [] }
  // The empty id is the root itself; no folder at all is the whole library.
  if (folder != null && folder !== '' && !isUuid(folder)) return { rows: [] }
  const inFolder = folder == null ? [] : [{ folder: folder === '' ? { _null: true } : { _eq: folder } }]
  const ofKind = { _or: extensions.map((extension) => ({ filename_download: { _iends_with: `.${extension}` } })) }
  const byName = search ? [{ filename_download: { _icontains: search } }] : []
  const byTitle = search ? [{ title: { _icontains: search } }] : []
  const named = byName.length === 0 ? [] : [{ _or: [...byName, ...byTitle] }]
  const schema = await getSchema()
  const visible = new services.FilesService({ schema, accountability })
  /** Privileged: of files that this person may see, what the connector needs to know. What people get to see of it is asked of `access`. */
  const files = new services.FilesService({ schema, accountability: null })

  async function idsOf(service: typeof files, query: Query): Promise<string[]> {
    const rows = await service.readByQuery({ ...query, fields: ['id'] }, { emitEvents: false })
    return rows.map(({ id }) => String(id))
  }

  async function found(): Promise<Found> {
    const filter = { _and: [ofKind, ...inFolder, ...named] }
    const ids = await idsOf(visible, { filter, sort, offset, limit: limit + 1 })
    return ids.length > limit ? { ids: ids.slice(0, limit), next: offset + limit } : { ids }
  }

  /**
   * For a role whose rights name single fields, and not those above: the files are found without it, by the name that every list shows, and then it is asked
   * which of them this person may see. One that may see none gets none.
   */
  async function foundOneByOne(): Promise<Found> {
    const filter = { _and: [ofKind, ...inFolder, ...byName] }
    const ids: string[] = []
    let at = offset
    for (let page = 0; page < mostPages; page += 1) {
      const candidates = await idsOf(files, { filter, sort, offset: at, limit: candidatesAtOnce })
      const seen = new Set(await idsOf(visible, { filter: { id: { _in: candidates } }, limit: -1 }))
      for (const [index, id] of candidates.entries()) {
        if (!seen.has(id)) continue
        if (ids.length === limit) return { ids, next: at + index }
        ids.push(id)
      }
      if (candidates.length < candidatesAtOnce) return { ids }
      at += candidatesAtOnce
    }
    return { ids, next: at }
  }

  const none = (error: unknown): Found => {
    if (directusCode(error) === 'FORBIDDEN') return { ids: [] }
    throw toHostError(error, 'the file library')
  }
  const { ids, next } = await found()
    .catch((error: unknown) => {
      if (directusCode(error) === 'FORBIDDEN') return foundOneByOne()
      throw error
    })
    .catch(none)
  if (ids.length === 0) return next === undefined ? { rows: [] } : { rows: [], cursor: String(next) }
  const rows = (await files
    .readByQuery({ filter: { id: { _in: ids } }, fields: fileFields, limit: -1 }, { emitEvents: false })
    .catch((error: unknown) => Promise.reject(toHostError(error, 'the file library')))) as unknown as FileRow[]
  rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
  return next === undefined ? { rows } : { rows, cursor: String(next) }
}
