import type { Host } from './host.ts'
import { createRecoveryArea } from './recovery/index.ts'
import { dataFolders } from './save/spool.ts'
import { createLeases, createSessions, loadInstallation } from './session/index.ts'
import { createLocks } from './wopi/locks.ts'

/** What would be lost or cut off if the connector were taken away now. Names of documents, as far as they are still there; else their ids. */
export interface InUse {
  /** Edited over the Docs API, or on the way to their last save. */
  edited: string[]
  /** Held by WOPI clients. */
  locked: string[]
  /** In the recovery area. */
  kept: string[]
}

/** Asked before a CMS removes what the connector keeps in its database. Changes nothing but the installation's id, where there is none. */
export async function inUse(host: Pick<Host, 'documents' | 'state' | 'dataDirectory' | 'now'>): Promise<InUse> {
  const { state, documents } = host
  const now = (): Date => host.now?.() ?? new Date()
  const sessions = createSessions(state, await loadInstallation(state), now)
  const locks = createLocks({
    state,
    leases: createLeases(state),
    now,
    editedOverDocsApi: (id) => sessions.isEdited(id),
  })
  const nameOf = async (id: string): Promise<string> => (await documents.find(id).catch(() => null))?.name ?? id

  const edited = new Set<string>()
  for await (const { key } of sessions.active()) edited.add((await sessions.find(key))?.documentId ?? key)
  const locked = new Set<string>()
  for await (const { documentId } of locks.list()) locked.add(documentId)
  const kept = await createRecoveryArea(dataFolders(host.dataDirectory).recovery).list()
  return {
    edited: await Promise.all([...edited].map(nameOf)),
    locked: await Promise.all([...locked].map(nameOf)),
    kept: kept.map(({ name }) => name),
  }
}
