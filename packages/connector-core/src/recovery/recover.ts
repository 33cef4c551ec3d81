import { ConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'
import type { Host, StoredDocument, User } from '../host.ts'
import { placeDocument } from '../save/place.ts'
import { storedHasHash } from '../save/stored-hash.ts'
import type { Leases } from '../session/index.ts'
import type { RecoveryArea, RecoveryEntry } from './recovery-area.ts'

/**
 * Stores a kept edit on an administrator's word: over the document when nobody changed it since the edit began, else as a copy beside it, or on its
 * own when the document is gone. The entry goes only after that. Throws what the store throws; the entry stays then.
 */
export async function recover(
  id: string,
  by: User,
  deps: { host: Host; leases: Leases; recovery: RecoveryArea },
): Promise<StoredDocument> {
  const { host, recovery } = deps
  const { entry } = await recovery.open(id)
  return await deps.leases.hold(entry.documentId ?? id, async () => {
    const { file } = await recovery.open(id)
    const document = entry.documentId === null ? null : await host.documents.find(entry.documentId)
    const stored = await place(entry, document)
    await recovery.discard(id)
    host.log({
      level: 'info',
      code: 'recovery.stored',
      message: `A kept edit was stored as ${stored.name}.`,
      documentId: stored.id,
    })
    return stored

    async function place(held: RecoveryEntry, present: StoredDocument | null): Promise<StoredDocument> {
      if (present === null) {
        if (!(await host.access.mayCreate(by, { beside: null })))
          throw new ConnectorError(
            'forbidden',
            'The document is gone, and you may not add one. Download the edit instead.',
          )
        return await placeDocument(host.documents, { name: held.name, beside: null, body: file, by })
      }
      // an earlier try that stopped before it could take the entry away
      if (held.baseVersion !== present.version && (await storedHasHash(host, present.id, file.sha256))) return present
      const may = await host.access.permissions(by, present)
      const sameFormat = extensionOf(held.name) === extensionOf(present.name)
      if (sameFormat && held.baseVersion === present.version) {
        if (!may.edit) throw new ConnectorError('forbidden', `You may not change ${present.name}.`)
        return await host.documents.write(present.id, file, { ifVersion: present.version, by, reason: 'recovery' })
      }
      if (!(await host.access.mayCreate(by, { beside: present.id }))) {
        throw new ConnectorError(
          'forbidden',
          `${present.name} changed meanwhile, and you may not add a copy beside it.`,
        )
      }
      return await placeDocument(host.documents, { name: held.name, beside: present.id, body: file, by })
    }
  })
}
