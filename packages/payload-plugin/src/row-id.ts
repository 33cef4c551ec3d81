import type { Collection, Payload } from 'payload'

/** One row of a collection, which may be of several: documents of upload collections, users of auth collections. */
export interface RowId {
  collection: string
  id: number | string
}

/** `<collection>:<id>`, opaque to the core. A slug holds no colon. */
export const writeRowId = ({ collection, id }: RowId): string => `${collection}:${id}`

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Null for what no row of these collections can be called. */
export function readRowId(payload: Payload, text: string): RowId | null {
  const colon = text.indexOf(':')
  if (colon < 1) return null
  const [slug, id] = [text.slice(0, colon), text.slice(colon + 1)]
  const collection = Object.hasOwn(payload.collections, slug) ? payload.collections[slug] : undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (collection === undefined || id === '' || id.length > 160 || /[\u0000-\u001f]/.test(id)) return null
  const type = collection.customIDType ?? payload.db.defaultIDType
  // PostgreSQL refuses to look for what is none.
  const { idType } = payload.db as { idType?: string }
  if (collection.customIDType === undefined && idType?.startsWith('uuid') && !uuid.test(id)) return null
  if (type !== 'number') return { collection: slug, id }
  return /^[1-9]\d{0,9}$/.test(id) && Number(id) <= 2 ** 31 - 1 ? { collection: slug, id: Number(id) } : null
}

/** Of a slug that is known to be one. */
export function collectionOf(payload: Payload, slug: string): Collection {
  const collection = payload.collections[slug]
  if (collection === undefined) throw new Error(`Payload has no collection ${slug}.`)
  return collection
}
