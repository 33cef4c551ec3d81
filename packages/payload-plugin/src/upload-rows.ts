import { HostError } from '@openwith/connector-core'
import type { CollectionSlug, Payload, SanitizedCollectionConfig } from 'payload'
import { collectionOf, type RowId, readRowId } from './row-id.ts'

/**
 * Where a document stands between draft and publication. `plain`: its collection has no drafts. `draft`: never published, or unpublished again.
 * `published`: what is published is the newest. `changed`: published, and a newer draft waits; both may name the same file.
 */
export type Publication = 'plain' | 'draft' | 'published' | 'changed'

/** A document of an upload collection as its row has it, past all hooks. */
export interface UploadRow extends RowId {
  config: SanitizedCollectionConfig
  publication: Publication
  filename: string
  mimeType: string
  /** Bytes, as Payload noted them when it stored the file. */
  filesize: number
  updatedAt: string
  /** Folder in an adapter's storage. */
  prefix?: string
  /** The whole row. */
  doc: Readonly<Record<string, unknown>>
}

/** Rows of the upload collections that the plugin is for. Privileged: it asks nobody's rights. */
export interface UploadRows {
  /** Slugs, in the configuration's order. */
  collections(): string[]
  load(id: string): Promise<UploadRow | null>
  /** Throws `not_found`. */
  loadExisting(id: string): Promise<UploadRow>
}

type Doc = Record<string, unknown> & { id: number | string }

export function createUploadRows(payload: Payload, slugs: readonly string[] | undefined): UploadRows {
  const collections = () =>
    payload.config.collections
      .filter((config) => Boolean(config.upload) && (slugs === undefined || slugs.includes(config.slug)))
      .map(({ slug }) => slug)

  async function load(text: string): Promise<UploadRow | null> {
    const of = readRowId(payload, text)
    if (of === null || !collections().includes(of.collection)) return null
    const collection = of.collection as CollectionSlug
    const { config } = collectionOf(payload, collection)
    const main = await payload.db.findOne<Doc>({ collection, where: { id: { equals: of.id } } })
    if (main === null || main.deletedAt != null) return null
    if (!keepsDrafts(config)) return toRow({ ...of, config, publication: 'plain' }, main)
    const { docs } = await payload.db.findVersions<Doc>({
      collection,
      where: { and: [{ parent: { equals: of.id } }, { latest: { equals: true } }] },
      limit: 1,
      pagination: false,
      sort: '-updatedAt',
    })
    const latest = (docs[0]?.version as Doc | undefined) ?? main
    if (!isIn(main, 'published')) return toRow({ ...of, config, publication: 'draft' }, latest)
    return toRow({ ...of, config, publication: isIn(latest, 'draft') ? 'changed' : 'published' }, main)
  }

  return {
    collections,
    load,
    async loadExisting(id) {
      const row = await load(id)
      if (row === null) throw new HostError('not_found', 'The document is no longer in Payload.')
      return row
    },
  }
}

/** Whether documents of this collection can wait for their publication. */
export const keepsDrafts = (config: SanitizedCollectionConfig): boolean =>
  typeof config.versions === 'object' && Boolean(config.versions.drafts)

/** With `localizeStatus` each locale has a status of its own. */
function isIn({ _status: status }: Doc, wanted: 'draft' | 'published'): boolean {
  if (typeof status === 'object' && status !== null) return Object.values(status).includes(wanted)
  return status === wanted
}

function toRow(of: RowId & Pick<UploadRow, 'config' | 'publication'>, doc: Doc): UploadRow | null {
  if (typeof doc.filename !== 'string' || doc.filename === '') return null
  return {
    ...of,
    filename: doc.filename,
    mimeType: typeof doc.mimeType === 'string' ? doc.mimeType : 'application/octet-stream',
    filesize: Number(doc.filesize ?? 0),
    updatedAt: new Date((doc.updatedAt as string | undefined) ?? 0).toISOString(),
    ...(typeof doc.prefix === 'string' && doc.prefix !== '' ? { prefix: doc.prefix } : {}),
    doc,
  }
}
