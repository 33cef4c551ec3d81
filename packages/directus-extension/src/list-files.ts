import { HostError } from '@openwith/connector-core'
import type { ListOptions } from '@openwith/connector-core/host'
import { type Accountability, type DirectusContext, type FileRow, fileFields, isUuid } from './directus.ts'

/** One page of the library as this person may see it. Throws `not_found` for a page that does not exist. */
export async function listFiles(
  { services, getSchema }: DirectusContext,
  accountability: Accountability,
  { extensions, search, folder, cursor, limit }: Omit<ListOptions, 'user'>,
): Promise<{ rows: FileRow[]; cursor?: string }> {
  const offset = Number(cursor ?? 0)
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new HostError('not_found', 'This page of the list does not exist.')
  if (extensions.length === 0) return { rows: [] }
  const conditions: object[] = [
    { _or: extensions.map((extension) => ({ filename_download: { _iends_with: `.${extension}` } })) },
  ]
  if (search)
    conditions.push({ _or: [{ filename_download: { _icontains: search } }, { title: { _icontains: search } }] })
  if (folder != null && folder !== '' && !isUuid(folder)) return { rows: [] }
  // The empty id is the root itself; no folder at all is the whole library.
  if (folder != null) conditions.push({ folder: folder === '' ? { _null: true } : { _eq: folder } })
  const schema = await getSchema()
  const query = { filter: { _and: conditions }, sort: ['-uploaded_on', 'id'], offset, limit: limit + 1 }
  const visible = new services.FilesService({ schema, accountability })
  const found = (await visible.readByQuery({ ...query, fields: ['id'] })).map(({ id }) => String(id))
  // Privileged: of the files just found, what the connector needs to know. What people get to see of it is asked of `access`.
  const files = new services.FilesService({ schema, accountability: null })
  const wanted = found.slice(0, limit)
  const rows =
    wanted.length === 0
      ? []
      : ((await files.readByQuery(
          { filter: { id: { _in: wanted } }, fields: fileFields, limit: -1 },
          { emitEvents: false },
        )) as unknown as FileRow[])
  rows.sort((a, b) => wanted.indexOf(a.id) - wanted.indexOf(b.id))
  return found.length > limit ? { rows, cursor: String(offset + limit) } : { rows }
}
