import type { StateStore, StoredDocument } from '../host.ts'
import { hashId, updateState } from '../session/index.ts'
import { hashVersion } from './locks.ts'

/** How a document's present content is called in WOPI. */
export interface ItemVersion {
  /** `Version` and `X-WOPI-ItemVersion`: another one after every write, and never one that was before, whatever the bytes. */
  version: string
  /** `LastModifiedTime`: the storage's time of the present content. Metadata edits and renames leave it, so that they conflict with no save. */
  lastModified: string
}

/** Names the contents of documents. A host's `version` returns when old bytes return; WOPI's must not (WOPI, CheckFileInfo: Version). */
export interface ItemVersions {
  of(document: StoredDocument): Promise<ItemVersion>
  /** The same, without taking note: for lists. */
  peek(document: StoredDocument): Promise<ItemVersion>
  /** After a write of ours: a new version even if the bytes are the same. */
  written(document: StoredDocument): Promise<ItemVersion>
}

interface Note {
  /** Of the host's version. */
  hash: string
  number: number
  modified: string
}

const rememberSeconds = 400 * 86_400

/** ISO 8601 in UTC with microseconds, as Collabora sends it back; one precision everywhere. */
export function formatTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z')
}

/** True when a client's time stamp means this instant, in whatever precision it writes it. */
export function isSameTime(stamp: string, lastModified: string): boolean {
  if (stamp === lastModified) return true
  const given = Date.parse(stamp.trim())
  return !Number.isNaN(given) && given === Date.parse(lastModified)
}

export function createItemVersions(state: StateStore): ItemVersions {
  const entryOf = (document: StoredDocument): string => `wopi/version/${hashId(document.id)}`
  const hashOf = ({ version }: StoredDocument): string => hashVersion(version)

  const next = (note: Note | null, document: StoredDocument): Note => ({
    hash: hashOf(document),
    number: (note?.number ?? 0) + 1,
    modified: formatTime(document.modifiedAt),
  })
  const described = (note: Note): ItemVersion => ({
    version: `${note.hash}.${note.number}`,
    lastModified: note.modified,
  })
  const read = async (document: StoredDocument): Promise<Note | null> => {
    const text = await state.get(entryOf(document))
    return text === null ? null : (JSON.parse(text) as Note)
  }

  return {
    async of(document) {
      const seen = await read(document)
      if (seen !== null && seen.hash === hashOf(document)) return described(seen)
      const noted = await updateState<Note>(state, entryOf(document), (note) =>
        note?.hash === hashOf(document) ? undefined : { value: next(note, document), ttlSeconds: rememberSeconds },
      )
      return described(noted ?? next(null, document))
    },
    async peek(document) {
      const note = await read(document)
      return described(note?.hash === hashOf(document) ? note : next(note, document))
    },
    async written(document) {
      const noted = await updateState<Note>(state, entryOf(document), (note) => ({
        value: next(note, document),
        ttlSeconds: rememberSeconds,
      }))
      return described(noted ?? next(null, document))
    },
  }
}
