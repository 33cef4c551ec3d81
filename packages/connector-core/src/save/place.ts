import { numberedName } from '../create/index.ts'
import { ConnectorError, hasCode } from '../errors.ts'
import type { DocumentStore, SpooledFile, StoredDocument, User } from '../host.ts'

const mostAttempts = 200

/**
 * Adds a document under `name`, or under the first free numbered one: never over another. Throws `not_supported` when the store cannot create,
 * and what its `create` throws.
 */
export async function placeDocument(
  documents: DocumentStore,
  options: {
    name: string
    beside: string | null
    folder?: string | null
    body: SpooledFile
    by: User | null
    signal?: AbortSignal
  },
  attempts = mostAttempts,
): Promise<StoredDocument> {
  if (documents.create === undefined) {
    throw new ConnectorError('not_supported', 'This CMS does not let the connector add documents.')
  }
  for (let number = 1; number <= attempts; number += 1) {
    const name = number === 1 ? options.name : numberedName(options.name, number)
    if (await documents.nameTaken?.(name, options)) continue
    try {
      return await documents.create({ ...options, name })
    } catch (error) {
      if (!hasCode(error, 'name_taken')) throw error
    }
  }
  throw new ConnectorError(
    'name_taken',
    attempts === 1
      ? `The name ${options.name} is taken. Choose another one.`
      : `The name ${options.name} and ${attempts} numbered ones are taken. Choose another name.`,
  )
}
