import path from 'node:path'
import type { FlattenedField } from 'payload'
import type { OpenWithOptions } from './options.ts'
import type { UploadRow } from './upload-rows.ts'

/** What another document has in its fields. */
export interface FieldsBeside {
  collection: string
  fields: Readonly<Record<string, unknown>>
}

/**
 * Fields of a document that is made here. What the application requires is taken over from the document beside which it is made; a text without a default, such
 * as an alternative text, gets the document's name. `choose` has the last word.
 */
export async function newDocumentData(
  config: UploadRow['config'],
  { name, beside, choose }: { name: string; beside: FieldsBeside | null; choose?: OpenWithOptions['newDocument'] },
): Promise<Record<string, unknown>> {
  const data: Record<string, unknown> = {}
  for (const field of config.flattenedFields) {
    if (!isRequired(field) || !('name' in field) || uploadFields.has(field.name)) continue
    if ('defaultValue' in field && field.defaultValue !== undefined) continue
    const taken = beside?.collection === config.slug ? beside.fields[field.name] : undefined
    const isText = field.type === 'text' || field.type === 'textarea'
    if (isText && !('hasMany' in field && field.hasMany)) data[field.name] = path.parse(name).name
    else if (taken != null) data[field.name] = taken
  }
  return { ...data, ...(await choose?.({ collection: config.slug, name })) }
}

/** A group is when it has required fields in it. */
function isRequired(field: FlattenedField): boolean {
  if ('required' in field && field.required) return true
  return (field.type === 'group' || field.type === 'tab') && field.flattenedFields.some(isRequired)
}

/** What Payload fills in itself. */
const uploadFields = new Set(['filename', 'mimeType', 'filesize', 'url', 'thumbnailURL', 'width', 'height', 'prefix'])
