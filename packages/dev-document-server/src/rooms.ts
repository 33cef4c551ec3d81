/**
 * What the rooms of this package promise each other. `document/`, `collaboration/`, `page/` and `converter/` implement
 * these; the server (sessions, callbacks, commands) only knows the interfaces.
 */

/** One editable piece of text: a paragraph, a cell, a text box. `id` is stable for the life of the opened document. */
export interface DocumentBlock {
  readonly id: string
  /** What the page shows beside the text: "Paragraph 3", "Sheet1!B2". */
  readonly label: string
  readonly text: string
  /** Sheet or slide the block belongs to. */
  readonly group?: string
  /** Why the text cannot be edited here ("formula"); `save` ignores a text given for such a block. */
  readonly fixed?: string
  /** Formatting of `text` when the document was opened, in order; absent when nothing is formatted. */
  readonly runs?: readonly TextRun[]
  /** Where and how the page shows the block. Never needed for saving. */
  readonly look?: BlockLook
}

/** `length` UTF-16 units of a block's text that look alike. */
export interface TextRun {
  readonly length: number
  readonly bold?: boolean
  readonly italic?: boolean
  readonly underline?: boolean
  readonly strike?: boolean
  readonly link?: boolean
  /** In points. */
  readonly size?: number
  /** `#rrggbb` */
  readonly color?: string
}

/** How a block is shown. Word uses the first group of fields, sheets the second, slides the third. */
export interface BlockLook {
  readonly heading?: number
  readonly align?: 'left' | 'center' | 'right' | 'justify'
  readonly marker?: string
  readonly indent?: number
  readonly table?: { readonly id: number; readonly row: number; readonly column: number; readonly span: number }
  /** What the paragraph holds besides text: "image". */
  readonly holds?: readonly string[]
  /** Pictures of the paragraph that a browser can show; their bytes are `EditableDocument.picture(id)`. */
  readonly pictures?: readonly ShownPicture[]
  /** Counted from 0. */
  readonly row?: number
  readonly column?: number
  readonly rowSpan?: number
  readonly columnSpan?: number
  readonly numeric?: boolean
  readonly formula?: string
  readonly bold?: boolean
  /** In CSS pixels; only on the first block of a column. */
  readonly columnWidth?: number
  /** Blocks with the same shape stand in one box; the box in fractions of the slide. */
  readonly shape?: string
  readonly box?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** Height divided by width. */
  readonly slideRatio?: number
  /** Points of the slide's width, to scale text sizes. */
  readonly slideWidth?: number
  readonly size?: number
  readonly placeholder?: string
}

/** A picture as bytes, with what its header says. */
export interface Picture {
  readonly bytes: Uint8Array
  /** Usual extension, without dot. */
  readonly extension: string
  readonly contentType: string
  /** In pixels. */
  readonly width: number
  readonly height: number
}

/** A picture that was put in since the document was opened. */
export interface PlacedPicture {
  readonly picture: Picture
  /** Id of the block behind whose paragraph it stands in one of its own; `null`: at the end of the document. */
  readonly after: string | null
  /** File name, as alternative text; `null` when none is known. */
  readonly name: string | null
}

/** What a page needs to show a picture, apart from its bytes. */
export interface ShownPicture {
  readonly id: string
  readonly alt: string
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
}

/** An opened file. `readonly`: no text of it can be edited here; `save` then gives the bytes back as they were. */
export interface EditableDocument {
  readonly kind: 'word' | 'cell' | 'slide' | 'text' | 'readonly'
  readonly blocks: readonly DocumentBlock[]
  /**
   * Writes `texts` (block id -> whole new text) and `pictures` into the original; parts that nothing changes stay
   * byte-identical.
   */
  save(texts: ReadonlyMap<string, string>, pictures?: readonly PlacedPicture[]): Promise<Uint8Array>
  /** A picture that a block's look names. */
  picture?(id: string): Pick<Picture, 'bytes' | 'contentType'> | undefined
}

/** Opens bytes for editing. Throws when the container is damaged. Exported by `document/index.ts`. */
export type OpenEditable = (bytes: Uint8Array, extension: string) => Promise<EditableDocument>

/** The binary half of an editor connection. Text frames of the same WebSocket carry `PageMessage`/`ServerMessage`. */
export interface RoomSocket {
  send(data: Uint8Array): void
  onMessage(listener: (data: Uint8Array) => void): void
  onClose(listener: () => void): void
  close(code: number, reason?: string): void
}

export interface RoomUser {
  /** Unique per connection ("tab"), not per person. */
  readonly connectionId: string
  /** `editorConfig.user.id`; two tabs of one person share it. */
  readonly userId: string
  readonly name: string
  readonly canEdit: boolean
}

/** One joined connection. `setCanEdit(false)` turns an editor into a viewer (`drop`); its later updates are ignored. */
export interface Participant {
  setCanEdit(canEdit: boolean): void
  leave(): void
}

/** The shared text of one document. Yjs `Doc` with one `Y.Text` per block id (see `collaboration/`). */
export interface CollaborationRoom {
  join(socket: RoomSocket, who: RoomUser): Participant
  /** Called after every accepted change with the connection's user id. Gives the way to stop listening. */
  onChange(listener: (userId: string) => void): () => void
  /** All blocks, changed or not: block id -> current text. */
  texts(): Map<string, string>
  /** Shows a picture to everybody, and calls the change listeners. Throws a `RangeError` when the room takes no more. */
  insertPicture(userId: string, placed: PlacedPicture): void
  /** What `insertPicture` put in and nobody took out again, in order. */
  pictures(): PlacedPicture[]
  /** A picture by the id that the page knows: of the original, or put in since. */
  picture(id: string): Pick<Picture, 'bytes' | 'contentType'> | undefined
  /** Where a page's caret (`Caret` of the collaboration room) stands now; `null` when it is none. */
  placeOf(caret: unknown): { block: string; at: number } | null
  /** Types as a person would; `at` defaults to the end of the block, which must exist. Calls the change listeners. */
  insertText(userId: string, blockId: string, text: string, at?: number): void
  /** Leaves everybody with this WebSocket close code. */
  close(code: number): void
}

/** Exported by `collaboration/index.ts`. */
export type CreateRoom = (document: EditableDocument) => CollaborationRoom

/** One file for the browser. */
export interface PageAsset {
  readonly contentType: string
  readonly body: string | Uint8Array
}

export interface EditorPageInput {
  readonly documentType: 'word' | 'cell' | 'slide' | 'pdf' | 'diagram'
  /** From the api.js query: `lang`, `type` (desktop, mobile, embedded), `frameEditorId`, `parentOrigin`. */
  readonly language: string
  readonly type: 'desktop' | 'mobile' | 'embedded'
  readonly frameEditorId: string
  /** The only origin to which the page posts, and from which it accepts messages. */
  readonly parentOrigin: string
  /** Product version shown in the page. */
  readonly version: string
}

/**
 * Exported by `page/index.ts` as `editorPage(input)`. `html` refers to its assets by the relative path `assets/<name>`
 * and has no inline script; the server sends it with `Content-Security-Policy: default-src 'self'; connect-src 'self'
 * ws: wss:; img-src 'self' data: blob: https: http:; style-src 'self' 'unsafe-inline'; base-uri 'none'`.
 * The page opens the WebSocket `../../../../doc/<encodeURIComponent(key)>/c/` relative to its own address (sub-paths work).
 */
export type EditorPage = (input: EditorPageInput) => string

/** Exported by `page/index.ts` as `pageAsset(name)`: `undefined` when there is no such file. */
export type FindPageAsset = (name: string) => PageAsset | undefined

/* ---- api.js <-> page: postMessage of a JSON string, shapes as in ONLYOFFICE's own api.js ---- */

/** Page -> api.js. `event` is a DocsAPI event name (`onAppReady`, `onDocumentReady`, `onError`, ...). */
export interface FrameEvent {
  readonly frameEditorId: string
  readonly event: string
  readonly data?: unknown
}

/** Which optional features the host page listens for; set by api.js in `init`. */
export interface FrameFeatures {
  readonly canUseHistory: boolean
  readonly canHistoryClose: boolean
  readonly canHistoryRestore: boolean
  readonly canRename: boolean
  readonly canMakeActionLink: boolean
  readonly canRequestClose: boolean
  readonly canRequestEditRights: boolean
  readonly canRequestRefreshFile: boolean
  readonly canRequestSaveAs: boolean
  readonly canRequestInsertImage: boolean
  readonly canRequestSelectDocument: boolean
  readonly canRequestSelectSpreadsheet: boolean
  readonly canRequestReferenceData: boolean
  readonly canRequestReferenceSource: boolean
  readonly canRequestOpen: boolean
  readonly canRequestCreateNew: boolean
  readonly canRequestSharingSettings: boolean
  readonly canRequestUsers: boolean
  readonly canRequestSendNotify: boolean
  readonly canSetFavorite: boolean
}

/**
 * api.js -> page. After the page's `onAppReady` come `init`, then `openDocument`. The others are DocsAPI methods:
 * the method's argument is `data`, unless said otherwise here.
 */
export type FrameCommand =
  | { command: 'init'; data: { config: Record<string, unknown> & { features: FrameFeatures } } } // editorConfig
  | { command: 'openDocument'; data: { doc: Record<string, unknown> & { token?: string } } } // document + config.token
  | { command: 'refreshFile'; data: Record<string, unknown> } // a whole new signed config; reopen with it
  | { command: 'showMessage'; data: { msg: string } }
  | { command: 'processRightsChange'; data: { enabled: boolean; message?: string } } // denyEditingRights
  | { command: 'downloadAs'; data: { format?: string } } // answer: event onDownloadAs { fileType, url }
  | { command: 'requestClose'; data: null } // ask about unsaved edits, then event onRequestClose
  | { command: 'destroyEditor'; data: null } // send PageMessage close, then close the WebSocket
  | { command: 'refreshHistory'; data: Record<string, unknown> }
  | { command: 'setHistoryData'; data: Record<string, unknown> }
  | { command: 'setFavorite'; data: { favorite: boolean } }
  | { command: 'setActionLink'; data: { url: string } }
  | { command: 'setUsers'; data: Record<string, unknown> }
  | { command: 'setSharingSettings'; data: Record<string, unknown> }
  | { command: 'insertImage'; data: Record<string, unknown> }
  | { command: 'setRequestedDocument'; data: Record<string, unknown> }
  | { command: 'setRequestedSpreadsheet'; data: Record<string, unknown> }
  | { command: 'setReferenceData'; data: Record<string, unknown> }
  | { command: 'setReferenceSource'; data: Record<string, unknown> }
  | { command: 'startFilling'; data: null }

/* ---- page <-> server: one WebSocket at <base>/doc/<key>/c/; text frames JSON, binary frames for the room (Yjs) ---- */

/** Page -> server. The first frame is `open`; nothing else is listened to before. */
export type PageMessage =
  | {
      type: 'open'
      /** The config as the host page passed it, unsigned values included. */
      config: { documentType?: string; document: Record<string, unknown>; editorConfig: Record<string, unknown> }
      token?: string
    }
  | { type: 'save' } // the Save button
  | { type: 'close' } // the person leaves for good (destroyEditor): no waiting for a reconnect
  | { type: 'downloadAs'; format?: string; title?: string; purpose: 'download' | 'saveAs' }
  | { type: 'history'; data: Record<string, unknown> } // argument of setHistoryData, token included
  | { type: 'fetch'; data: Record<string, unknown> } // argument of setReferenceData and the like: verified and fetched
  /** Argument of that method. `caret` is where the person was last, as the collaboration room writes it. */
  | { type: 'insert'; method: 'insertImage' | 'setRequestedDocument'; data: Record<string, unknown>; caret: unknown }
  /** Asks for the bytes of a picture that the page shows. */
  | { type: 'picture'; id: string }

/** Server -> page. */
export type ServerMessage =
  /** After this frame binary frames flow. `mode` may be `view` although the config asked for `edit`. */
  | {
      type: 'opened'
      mode: 'edit' | 'view'
      connectionId: string
      title: string
      fileType: string
      kind: EditableDocument['kind']
      blocks: readonly DocumentBlock[]
    }
  /** Forward as event `onError` { errorCode, errorDescription }; the editor is dead afterwards. */
  | { type: 'error'; errorCode: number; errorDescription: string }
  /** Forward as event `onWarning` { warningCode, warningDescription }. */
  | { type: 'warning'; warningCode: number; warningDescription: string }
  /** The key is burnt: event `onRequestRefreshFile` if the host listens for it, else `onOutdatedVersion`. */
  | { type: 'versionChanged'; message: string }
  /** Who is here now. */
  | { type: 'participants'; users: readonly { connectionId: string; id: string; name: string; canEdit: boolean }[] }
  /** The server has all changes of this connection up to now: event `onDocumentStateChange` false. */
  | { type: 'changesStored' }
  /** Editing rights are gone (`drop`): view from now on. */
  | { type: 'dropped'; message: string }
  /** Forward as event `onMetaChange`. */
  | { type: 'meta'; meta: { title?: string } }
  /** Save button or forcesave: started, then how it ended. `ok: null` when there was nothing to save. */
  | { type: 'forcesave'; state: 'started' }
  | { type: 'forcesave'; state: 'finished'; ok: boolean | null }
  /** Answer to `downloadAs`: events `onDownloadAs` or `onRequestSaveAs` { fileType, title, url }. */
  | { type: 'downloadAs'; purpose: 'download' | 'saveAs'; url: string; fileType: string; title: string }
  /** Answer to `history`: text of that version, and of the one before if the host named it. */
  | { type: 'history'; version: number; blocks: readonly DocumentBlock[]; previous?: readonly DocumentBlock[] }
  /** Answer to `fetch`: what was fetched, or the error as in `error`. */
  | { type: 'fetched'; ok: boolean; contentType?: string; bytes?: number; errorCode?: number }
  /** Answer to `insert` when it worked, or to what this server does not do: words for the person. Failures are a `warning`. */
  | { type: 'notice'; text: string }
  /** Answer to `picture`; `data` is base64. */
  | { type: 'picture'; id: string; contentType: string; data: string }

/* ---- converter ---- */

export interface ConversionInput {
  /** Path of the source file. */
  readonly input: string
  /** Extensions, lower case, no dot. `to` may also be `pdfa`, `png`, `jpg`, ... */
  readonly from: string
  readonly to: string
  readonly password?: string
  /** An empty directory that the caller removes. */
  readonly workDirectory: string
  readonly signal: AbortSignal
}

/**
 * Exported by `converter/index.ts`. Throws an Error with a numeric `code` of the conversion API: -1 unknown, -2 timeout,
 * -3 conversion failed, -5 password, -7 unknown format.
 */
export type ConvertDocument = (input: ConversionInput) => Promise<{ path: string; extension: string }>

/** The rooms as the server takes them; tests put a stand-in here. */
export interface Rooms {
  openEditable: OpenEditable
  createRoom: CreateRoom
  editorPage: EditorPage
  pageAsset: FindPageAsset
  convertDocument: ConvertDocument
}
