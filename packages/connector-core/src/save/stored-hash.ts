import { createHash } from 'node:crypto'
import type { Host } from '../host.ts'

/** Reads the stored bytes once, as a stream, to tell our own half-recorded write from somebody else's. */
export async function storedHasHash(host: Host, documentId: string, sha256: string): Promise<boolean> {
  return (await hashOfStored(host, documentId)) === sha256
}

/** Lower-case hex SHA-256 of the stored bytes. Throws what the store's `read` throws. */
export async function hashOfStored(host: Host, documentId: string): Promise<string> {
  const content = await host.documents.read(documentId)
  const hash = createHash('sha256')
  for await (const chunk of content.body) hash.update(chunk)
  return hash.digest('hex')
}
