import { createReadStream } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ReadableStream } from 'node:stream/web'
import { cloudStoragePlugin } from '@payloadcms/plugin-cloud-storage'
import type { Adapter } from '@payloadcms/plugin-cloud-storage/types'

const bucket = path.resolve(process.env.UPLOADS_DIRECTORY ?? 'uploads/media', '../bucket')
const fileOf = (name: string): string => path.join(bucket, path.basename(name))

/** A folder in the place of an object storage, through the same adapter interface that S3 and others use. */
const adapter: Adapter = () => ({
  name: 'folder',
  async handleUpload({ file }) {
    await mkdir(bucket, { recursive: true })
    await writeFile(fileOf(file.filename), file.buffer)
  },
  async handleDelete({ filename }) {
    await rm(fileOf(filename), { force: true })
  },
  async staticHandler(_req, { params: { filename } }) {
    const found = await stat(fileOf(filename)).catch(() => null)
    if (found === null) return new Response(null, { status: 404 })
    const body = ReadableStream.from(createReadStream(fileOf(filename))) as globalThis.ReadableStream
    return new Response(body, { headers: { 'content-length': String(found.size) } })
  },
})

export const folderStorage = cloudStoragePlugin({ collections: { archive: { adapter } } })
