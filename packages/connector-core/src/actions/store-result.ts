import { rm } from 'node:fs/promises'
import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { StoredDocument, User } from '../host.ts'
import { checkContent } from '../save/check-content.ts'
import { placeDocument } from '../save/place.ts'
import { spool } from '../save/spool.ts'

/** Downloads what Document Server made and adds it beside a document, under a free name. */
export async function storeResult(
  core: Core,
  result: { url: string; extension: string; name: string },
  beside: StoredDocument,
  user: User,
  signal?: AbortSignal,
): Promise<StoredDocument> {
  if (!(await core.host.access.mayCreate(user, { beside: beside.id }))) {
    throw new ConnectorError('forbidden', `You may not add a document beside ${beside.name}.`)
  }
  const settings = await core.settings()
  const answer = await (await core.client()).open(result.url, {
    maxBytes: settings.maxDocumentBytes,
    timeoutSeconds: settings.downloadTimeoutSeconds,
    signal,
  })
  const file = await spool(answer.body, { folder: core.folders.spool, maxBytes: settings.maxDocumentBytes, signal })
  try {
    await checkContent(file, result.extension)
    return await placeDocument(core.host.documents, {
      name: result.name,
      beside: beside.id,
      body: file,
      by: user,
      signal,
    })
  } finally {
    await rm(file.path, { force: true })
  }
}
