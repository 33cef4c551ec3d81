import type { CollaborationRoom, EditableDocument } from '../rooms.ts'
import type { ChangeLog } from './change-log.ts'
import type { EditorConnection } from './editor-connection.ts'

/** A force-saved state that is kept so that it can be sent again without a new assembly. */
export interface ForcesavedState {
  /** `changes.count()` at the time of assembly. */
  atChange: number
  folder: string
  hasChangesFile: boolean
  filetype: string
  lastsave: string
  /** Whether the host took it. */
  accepted: boolean
}

/** The loaded content of a session. */
export interface LoadedDocument {
  document: EditableDocument
  room: CollaborationRoom
  changes: ChangeLog
  /** Stored path of the content as it was before this session: what viewers of a burnt key get. */
  source: string
  /** Opened from the forgotten store instead of from the host. */
  fromForgotten: boolean
}

/**
 * Everything the server knows of one document key.
 * - `live`: may be opened; idle when nobody is connected;
 * - `saving`: the final save is under way;
 * - `burnt`: saved. Editors are told that the version has changed until `burntUntil`.
 */
export interface EditingSession {
  key: string
  phase: 'live' | 'saving' | 'burnt'
  burntUntil: number
  fileType: string
  title: string
  /** Address by which the browser reached the server at the last opening. */
  base: string
  connections: Map<string, EditorConnection>
  /** Names and last callback addresses by user id; the addresses outlive the connections. */
  names: Map<string, string>
  callbackUrls: Map<string, string>
  lastCallbackUrl: string | null
  loading: Promise<LoadedDocument> | null
  loaded: LoadedDocument | null
  forcesaved: ForcesavedState | null
  forcesaveRunning: boolean
  lastLeaver: string | null
  cancelSave: (() => void) | null
}

export function createSession(key: string, fileType: string, title: string, base: string): EditingSession {
  return {
    key,
    phase: 'live',
    burntUntil: 0,
    fileType,
    title,
    base,
    connections: new Map(),
    names: new Map(),
    callbackUrls: new Map(),
    lastCallbackUrl: null,
    loading: null,
    loaded: null,
    forcesaved: null,
    forcesaveRunning: false,
    lastLeaver: null,
    cancelSave: null,
  }
}

/** Ids of the people who edit now, each once. */
export function presentEditors(session: EditingSession): string[] {
  return [
    ...new Set([...session.connections.values()].filter((each) => each.isEditor).map((each) => each.opening.user.id)),
  ]
}

/** Whether a final save is due once the last editor leaves: a forgotten file is sent again even without edits. */
export function hasUnsaved(session: EditingSession): boolean {
  return session.loaded !== null && (session.loaded.changes.count() > 0 || session.loaded.fromForgotten)
}

/** The address for 2, 3 and force saves: of the last change's author, else the last stored one. ONLYOFFICE docs: "Callback handler". */
export function authorCallbackUrl(session: EditingSession): string | null {
  const author = session.loaded?.changes.lastAuthor() ?? null
  return (author === null ? undefined : session.callbackUrls.get(author)) ?? session.lastCallbackUrl
}
