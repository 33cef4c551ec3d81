import path from 'node:path'
import type { OpenWithOptions } from './options.ts'
import type { UploadRow } from './upload-rows.ts'

/**
 * Fields of a document that is made here. What the application requires is taken over from the document beside which it is made; a text without a default, such
 * as an alternative text, gets the document's name. `choose` has the last word.
 */
export async function newDocumentData(
  config: UploadRow['config'],
  { name, sibling, choose }: { name: string; sibling: UploadRow | null; choose?: OpenWithOptions['newDocument'] },
): Promise<Record<string, unknown>> {
  const data: Record<string, unknown> = {}
  for (const field of config.flattenedFields) {
    if (!('required' in field) || !field.required || !('name' in field) || uploadFields.has(field.name)) continue
    if ('defaultValue' in field && field.defaultValue !== undefined) continue
    const beside = sibling?.collection === config.slug ? sibling.doc[field.name] : undefined
    const isText = field.type === 'text' || field.type === 'textarea'
    if (isText && !('hasMany' in field && field.hasMany)) data[field.name] = path.parse(name).name
    else if (beside != null) data[field.name] = beside
  }
  return { ...data, ...(await choose?.({ collection: config.slug, name })) }
}

/** What Payload fills in itself. */
const uploadFields = new Set(['filename', 'mimeType', 'filesize', 'url', 'thumbnailURL', 'width', 'height', 'prefix'])
