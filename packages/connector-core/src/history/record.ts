import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallbackEvent } from '../callback/event.ts'
import type { StoredDocument } from '../host.ts'
import { writeJson } from '../save/write-json.ts'
import { hashId } from '../session/index.ts'

/**
 * Records what Document Server tells about the changes of a stored save, and only then: the `history` object, opaque, with the key that the changes
 * belong to. It is the part of version history that cannot be had later.
 */
export async function recordHistory(
  folder: string,
  event: CallbackEvent,
  document: StoredDocument,
  at: Date,
): Promise<void> {
  const place = join(folder, hashId(document.id))
  await mkdir(place, { recursive: true, mode: 0o700 })
  await writeJson(join(place, `${event.key}-${event.status}.json`), {
    documentId: document.id,
    version: document.version,
    previousKey: event.key,
    created: event.lastSave ?? at.toISOString(),
    users: event.users,
    history: event.history,
  })
}
