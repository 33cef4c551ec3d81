import { createReadStream } from 'node:fs'
import { copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises'
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
    if (file.tempFilePath === undefined) await writeFile(fileOf(file.filename), file.buffer)
    else await copyFile(file.tempFilePath, fileOf(file.filename))
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
