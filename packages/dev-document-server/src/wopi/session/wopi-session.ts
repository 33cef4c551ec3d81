import type { LoadedDocument } from '../../session/editing-session.ts'
import type { EditorConnection } from '../../session/editor-connection.ts'
import type { WopiFileInfo } from '../file-info.ts'
import type { WopiTarget } from '../wopi-call.ts'
import type { WopiFlavour } from '../wopi-options.ts'
import type { WopiEditor } from './wopi-editor.ts'

/** What the page around the editor, or the driver, gets to know. */
export type WopiEvent =
  /** To be posted to the host page, if the flavour's rules allow it. */
  | { type: 'message'; id: string; values: unknown }
  /** The document was changed in storage: one of three ways must be chosen. */
  | { type: 'conflict'; name: string }
  /** The document must be opened anew, with this opening. */
  | { type: 'reopen'; token: string }
  /** For the person. */
  | { type: 'notice'; text: string }

/** One checked request to open a file; the editor connects with its token. */
export interface WopiOpening {
  /** Secret between this server and the page. */
  token: string
  flavour: WopiFlavour
  kind: 'word' | 'cell' | 'slide' | 'pdf'
  target: WopiTarget
  info: WopiFileInfo
  mode: 'edit' | 'view'
  language: string
  base: string
  documentKey: string
  listeners: Set<(event: WopiEvent) => void>
  /** The editor that joined last with this opening. */
  editor: WopiEditor | null
}

export interface WopiConnection extends EditorConnection {
  wopi: WopiOpening
}

/** Everything the server knows of one open file. */
export interface WopiSession {
  /** Flavour and document key: two flavours never share a session. */
  id: string
  flavour: WopiFlavour
  /** Document key of ONLYOFFICE; also the name of its folder in the cache. */
  key: string
  base: string
  info: WopiFileInfo
  phase: 'live' | 'ending' | 'ended'
  connections: Map<string, WopiConnection>
  lastToLeave: WopiConnection | null
  /** In whose name a user's changes are saved. */
  targets: Map<string, WopiTarget>
  names: Map<string, string>
  loading: Promise<LoadedDocument> | null
  loaded: LoadedDocument | null
  lockId: string
  isLocked: boolean
  /** `LastModifiedTime` that the next PutFile names. */
  timestamp: string | null
  /** `changes.count()` of the state that the host has. */
  savedCount: number
  /** The content comes from a template or from the forgotten store: it is saved although nobody typed. */
  mustSave: boolean
  /** The host refused a PutFile; Collabora does not try again at exit. */
  isRefused: boolean
  inConflict: boolean
  /** Collabora: what the host page gave with its last Action_Save, until a PutFile carries it. */
  extendedData: string | null
  /** Calls of one session go out one after another. */
  queue: Promise<unknown>
  cancelSave: (() => void) | null
  autosave: NodeJS.Timeout | null
  lockRefresh: NodeJS.Timeout | null
  /** Resolves when the session's last calls were answered. */
  ended: PromiseWithResolvers<void>
}

export function createWopiSession(opening: WopiOpening, id: string, lockId: string): WopiSession {
  return {
    id,
    flavour: opening.flavour,
    key: opening.documentKey,
    base: opening.base,
    info: opening.info,
    phase: 'live',
    connections: new Map(),
    lastToLeave: null,
    targets: new Map(),
    names: new Map(),
    loading: null,
    loaded: null,
    lockId,
    isLocked: false,
    timestamp: opening.info.lastModifiedTime,
    savedCount: 0,
    mustSave: false,
    isRefused: false,
    inConflict: false,
    extendedData: null,
    queue: Promise.resolve(),
    cancelSave: null,
    autosave: null,
    lockRefresh: null,
    ended: Promise.withResolvers(),
  }
}

export function editorsOf(session: WopiSession): WopiConnection[] {
  return [...session.connections.values()].filter((each) => each.isEditor)
}

export function isModified(session: WopiSession): boolean {
  return session.loaded !== null && session.loaded.changes.count() > session.savedCount
}

export function hasUnsaved(session: WopiSession): boolean {
  return session.loaded !== null && (isModified(session) || session.mustSave)
}

/** Runs after all earlier calls of the session. */
export function enqueue<T>(session: WopiSession, task: () => Promise<T>): Promise<T> {
  const run = session.queue.then(task)
  session.queue = run.catch(() => {})
  return run
}

/** To all pages of the session. */
export function announce(session: WopiSession, event: WopiEvent): void {
  for (const { wopi } of session.connections.values()) tell(wopi, event)
}

export function tell(opening: WopiOpening, event: WopiEvent): void {
  for (const listener of opening.listeners) listener(event)
}
