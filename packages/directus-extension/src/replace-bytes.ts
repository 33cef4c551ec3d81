import { createHash } from 'node:crypto'
import path from 'node:path'
import { Readable } from 'node:stream'
import { HostError } from '@openwith/connector-core'
import { extensionOf, mimeOf } from '@openwith/connector-core/formats'
import type { SpooledFile } from '@openwith/connector-core/host'
import type { Accountability, DirectusContext, FileRow, Privileged, Row } from './directus.ts'

/** A spooled file as a stream that ends in an error, and so is not stored, if it is not what it was. */
export function checkedStream(bytes: SpooledFile): Readable {
  async function* read(): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256')
    for await (const chunk of bytes.stream() as unknown as AsyncIterable<Uint8Array>) {
      hash.update(chunk)
      yield chunk
    }
    if (hash.digest('hex') !== bytes.sha256)
      throw new HostError('unavailable', 'The edited file on the disk of this server is not complete. Try again.')
  }
  return Readable.from(read(), { objectMode: false })
}

/**
 * Puts new bytes in the place of a file's, through Directus's FilesService: any storage driver, id and name on disk stay. The service writes a temporary
 * object, deletes the old one and moves the temporary one into its place; whoever calls this holds a copy until it returns.
 *
 * Privileged in what it writes: policies name the columns that people may change, and the storage's are not among them; the core has asked for the person's
 * right to update this file. What Flows and other listeners are told (`files.upload`) carries the person's own accountability.
 * Source: Directus 12.4, `@directus/api: services/files`.
 */
export async function replaceBytes(
  { services, getSchema }: DirectusContext,
  row: FileRow,
  bytes: SpooledFile,
  by: Accountability | Privileged,
  /** Called when the new bytes are complete in the storage and the old ones are about to be deleted. What it throws keeps those. */
  lastLook: () => Promise<void>,
): Promise<void> {
  const schema = await getSchema()
  const files = new services.FilesService({ schema, accountability: by })
  const privileged = new services.FilesService({ schema, accountability: null })
  // The service would write back every field that it read before the upload, and undo what somebody else has changed meanwhile.
  files.updateOne = async (id: string, { filename_disk, type }: Row, options) => {
    await lastLook()
    const change = { type, ...(filename_disk === row.filename_disk ? {} : { filename_disk }) }
    return await privileged.updateOne(id, change, options)
  }
  const type = row.type || mimeOf(extensionOf(row.filename_download))
  const body = checkedStream(bytes)
  try {
    await files.uploadOne(body, { storage: row.storage, filename_download: uploadName(row), type }, row.id)
  } finally {
    body.destroy()
  }
}

/** The service makes the name on disk from the extension of this name; where people have given the file another one, the disk's stays. */
function uploadName({ filename_disk, filename_download }: FileRow): string {
  const onDisk = path.extname(filename_disk)
  const given = path.extname(filename_download)
  return given === onDisk ? filename_download : filename_download.slice(0, -given.length || undefined) + onDisk
}

/** What the end of an upload would have written, for one that was cut just before. Privileged as {@link replaceBytes}. */
export async function completeRow({ services, getSchema }: DirectusContext, id: string, size: number): Promise<void> {
  const files = new services.FilesService({ schema: await getSchema(), accountability: null })
  await files.updateOne(id, { filesize: size, uploaded_on: new Date().toISOString() }, { emitEvents: false })
}

/**
 * An update that changes no field: Directus sets who changed the file and when, writes activity and revision, and tells Flows (`files.update`), all in the
 * person's own name and right. Null: nobody's.
 */
export async function recordChange(
  { services, getSchema }: DirectusContext,
  id: string,
  by: Accountability | Privileged,
): Promise<void> {
  await new services.FilesService({ schema: await getSchema(), accountability: by }).updateOne(id, {})
}
