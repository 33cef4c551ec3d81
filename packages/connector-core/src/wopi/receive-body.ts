import { rm } from 'node:fs/promises'
import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { SpooledFile } from '../host.ts'
import { spool } from '../save/spool.ts'

/**
 * Takes the whole body of a request to the disk. Throws `too_large`, `unavailable`, and `bad_request` when fewer or more bytes came than were announced: an
 * upload that broke off, or one that something before the door had read already, is no document.
 */
export async function receiveBody(
  core: Pick<Core, 'knownSettings' | 'folders'>,
  request: Request,
): Promise<SpooledFile> {
  const { maxDocumentBytes } = await core.knownSettings()
  const announced = announcedSizes(request.headers)
  if (announced.some((size) => size > maxDocumentBytes)) {
    await request.body?.cancel().catch(() => {})
    throw tooLarge(maxDocumentBytes)
  }
  const file = await spool(bytesOf(request), {
    folder: core.folders.spool,
    maxBytes: maxDocumentBytes,
    signal: request.signal,
  })
  if (announced.every((size) => size === file.size) && (file.size > 0 || announced.length > 0)) return file
  await rm(file.path, { force: true })
  throw new ConnectorError('bad_request', 'The document did not arrive whole. Check what stands before this server.')
}

function announcedSizes(headers: Headers): number[] {
  const sizes = ['content-length', 'x-wopi-size'].map((name) => headers.get(name)?.trim() ?? '')
  return sizes.filter((text) => /^\d{1,15}$/.test(text)).map(Number)
}

async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body !== null) yield* request.body
}

const tooLarge = (limit: number): ConnectorError =>
  new ConnectorError('too_large', `The document is larger than the limit of ${limit} bytes (setting maxDocumentBytes).`)
