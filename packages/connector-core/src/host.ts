/**
 * The seam: what a CMS lends the core. Types only; read this first.
 *
 * A plugin implements {@link Host} over its CMS and mounts two doors of the connector made from it
 * (`createConnector(host)`, see `connector.ts`):
 * - the browser door, `connector.browser(request, user)`, on a route that the CMS has authenticated;
 * - the server door, `connector.fetch(request)`, on a route with the CMS's own authentication off.
 */

/** What a CMS lends the core. */
export interface Host {
  documents: DocumentStore
  /** The CMS's folders, where it has some. */
  folders?: FolderStore
  access: Access
  state: StateStore
  settings: SettingsStore
  /** Where the two doors are mounted. Asked on each use: the public address may come from a setting. Never guessed from a Host header. */
  mount(): Mount
  pages?: HostPages
  /**
   * A durable folder of this installation for spooled saves and the recovery area. The core creates it with mode 0700. With several instances,
   * a shared volume lets each instance list what another one kept; without one each lists its own.
   */
  dataDirectory: string
  log(entry: LogEntry): void
  /** The clock; tests drive time through this. Default: the system's. */
  now?(): Date
}

/** Addresses of the two doors. Paths start with a slash and end without one. */
export interface Mount {
  /** Address of the CMS as a browser sees it: origin and base path, no trailing slash, such as `https://cms.example.com/site`. */
  publicUrl: string
  /** Path of the server door below `publicUrl`, such as `/api/onlyoffice`. */
  serverPath: string
  /** Path of the browser door below `publicUrl`, such as `/onlyoffice`. */
  browserPath: string
  /** Path below `publicUrl` at which `connector.fetch` answers WOPI clients. Default: `/wopi` below `serverPath`. */
  wopiPath?: string
}

/** Addresses of the CMS's own pages, absolute. None of them lets anybody in who is not logged in. */
export interface HostPages {
  /** Where a person views or edits the document; also what is given when somebody shares it. */
  document?(document: StoredDocument, mode: 'view' | 'edit'): string
  /** Where a person sees the folder; also what is given when somebody shares it. */
  folder?(folder: StoredFolder): string
}

/** One stored document. */
export interface StoredDocument {
  /** The CMS's own id of the file, as a string: opaque to the core, stable over rename and save; at most 200 characters. */
  id: string
  /** File name with its extension, as people see it. */
  name: string
  /** Changes exactly when the bytes change: not on rename, not on a metadata edit. Opaque, at most 128 characters. */
  version: string
  /** Bytes. */
  size: number
  modifiedAt: Date
  /** User id of the owner, where the CMS knows one. */
  ownerId?: string
  /** Name of the folder for the editor's info panel. */
  folder?: string
}

/** A byte range, both ends inclusive, as in HTTP. */
export interface ByteRange {
  start: number
  end: number
}

/** Bytes of a document, as a stream that ends in an error if they could not all be read. */
export interface DocumentContent {
  /** The version that these bytes are. */
  version: string
  /** Bytes in `body`: the whole document, or the range. */
  size: number
  body: ReadableStream<Uint8Array>
}

/** A file on the local disk, complete, checked and synced. The store may read it in whatever way is cheapest but must not delete it. */
export interface SpooledFile {
  /** Absolute path. */
  path: string
  /** Bytes. */
  size: number
  /** Lower-case hex SHA-256 of the bytes. */
  sha256: string
  /** Opens a new stream over the whole file. */
  stream(): ReadableStream<Uint8Array>
}

/** Why a version is written. `forcesave` is an intermediate state of a running session; `recovery` is an administrator's retry. */
export type WriteReason = 'save' | 'forcesave' | 'recovery' | 'restore'

export interface WriteOptions {
  /** Throw `version_conflict` unless this is still the document's version. */
  ifVersion: string
  /** In whose name. Null: nobody known, the connector itself. */
  by: User | null
  reason: WriteReason
  signal?: AbortSignal
}

export interface CreateOptions {
  name: string
  /** Id of a document in whose folder the new one is placed, or null. */
  beside: string | null
  /** The CMS's id of the target folder, or null for `beside`'s folder, else the root. */
  folder?: string | null
  body: SpooledFile
  /** Null: the connector itself, keeping an edit as a conflict copy; then no right is asked. */
  by: User | null
  signal?: AbortSignal
}

/** The documents of a CMS. Optional methods are its capability list. */
export interface DocumentStore {
  /** Null when there is none with this id. */
  find(id: string, signal?: AbortSignal): Promise<StoredDocument | null>
  /** Throws `not_found`, `unavailable`. */
  read(id: string, options?: { range?: ByteRange; signal?: AbortSignal }): Promise<DocumentContent>
  /**
   * Replaces the bytes, all or nothing: a reader sees the old bytes or the new ones, never a mixture, and after a crash it is one of both.
   * Id, name, URL, folder and other fields stay. Throws `not_found`, `version_conflict`, `too_large`, `read_only`, `unavailable`.
   */
  write(id: string, body: SpooledFile, options: WriteOptions): Promise<StoredDocument>
  /** Adds a document. Throws `name_taken` when the folder has that name, `forbidden`, `name_invalid`, `too_large`, `unavailable`. */
  create?(options: CreateOptions): Promise<StoredDocument>
  /** Gives a new file name, extension included; id and version stay. Throws `name_taken`, `name_invalid`, `not_found`. */
  rename?(id: string, name: string, options: { by: User | null; signal?: AbortSignal }): Promise<StoredDocument>
  /** A page of documents, for our own documents page; `cursor` is the store's own. Only those that `user` may see. */
  list?(options: ListOptions): Promise<DocumentList>
  /** The document of this name in that folder, compared as the folder compares names. */
  findByName?(name: string, where: { beside: string | null; folder?: string | null }): Promise<StoredDocument | null>
  /** Removes a document, or moves it to the CMS's bin. Throws `not_found`, `read_only`, `unavailable`. */
  delete?(id: string, options: { by: User | null; signal?: AbortSignal }): Promise<void>
  /** Takes note of what somebody did inside a document, such as a comment that names people. Throws `not_found`, `unavailable`. */
  addActivity?(id: string, activity: DocumentActivity, options: { by: User }): Promise<void>
  /** Names already used in the folder of `beside` or in `folder`; lets the core offer a free one without trying each. */
  nameTaken?(name: string, where: { beside: string | null; folder?: string | null }): Promise<boolean>
}

/** A folder of the CMS. */
export interface StoredFolder {
  /** The CMS's own id as a string; stable over rename; at most 200 characters. May be empty for the root. */
  id: string
  name: string
}

/** The folders of a CMS. Whether a user may change one is asked of `access.mayCreate`. */
export interface FolderStore {
  root(): Promise<StoredFolder>
  /** Null when there is none with this id. */
  find(id: string): Promise<StoredFolder | null>
  /** The folder in which a document lies. Throws `not_found`. */
  of(documentId: string): Promise<StoredFolder>
  /** The folders above one, root first; none for the root. Throws `not_found`. */
  ancestors(id: string): Promise<StoredFolder[]>
  /** What lies in a folder itself; only documents that `user` may see. Throws `not_found`. */
  children(id: string, options: { user: User }): Promise<{ folders: StoredFolder[]; documents: StoredDocument[] }>
  /** Throws `name_taken`, `name_invalid`, `not_found`. */
  create(parent: string, name: string, options: { by: User }): Promise<StoredFolder>
  /** Id, and ids of what lies in it, stay. Throws `name_taken`, `name_invalid`, `not_found`, `forbidden`. */
  rename(id: string, name: string, options: { by: User }): Promise<StoredFolder>
  /** Removes an empty folder. Throws `version_conflict` when it is not empty, `not_found`, `forbidden` for the root. */
  delete(id: string, options: { by: User }): Promise<void>
}

/** Something that happened inside a document. Source: WOPI, AddActivities. */
export interface DocumentActivity {
  /** Such as `comment`. */
  type: string
  id: string
  /** What the editor tells of it: place, action, people. */
  data: Readonly<Record<string, unknown>>
}

export interface ListOptions {
  user: User
  /** Lower-case extensions without dot; a store must not return others. */
  extensions: readonly string[]
  search?: string
  folder?: string | null
  cursor?: string
  limit: number
  signal?: AbortSignal
}

export interface DocumentList {
  documents: StoredDocument[]
  /** Absent at the end. */
  cursor?: string
}

/** A person, as the CMS knows them. */
export interface User {
  /** The CMS's own id as an opaque string, at most 128 characters; the editor's `user.id`. Stable for ever. */
  id: string
  name: string
  email?: string
  /** Group names for `user.group`. */
  groups?: readonly string[]
  /** Absolute URL, or one below `publicUrl`, of a picture that needs no login. */
  avatarUrl?: string
  /** BCP 47, such as `de` or `pt-BR`; picks the language of the editor and of our texts. */
  locale?: string
}

/** What one user may do with one document. Each is asked of the CMS; where it has no such right, it follows from `edit` or `view`. */
export interface Permissions {
  view: boolean
  edit: boolean
  download: boolean
  print: boolean
  copy: boolean
  /** Default: as `edit`. */
  review?: boolean
  /** Default: as `edit`. */
  comment?: boolean
  /** Default: as `edit`. */
  fillForms?: boolean
  /** Default: true. */
  chat?: boolean
  /** Default: as `edit`. */
  protect?: boolean
  /** Default: as `edit`. */
  modifyFilter?: boolean
  /** Default: as `edit`. */
  rename?: boolean
  /** Default: as `edit`. */
  delete?: boolean
  /** Why `edit` is false although this user has the right, such as that the document waits for its publication. One sentence, in the user's language. */
  viewOnlyReason?: string
  /** Text that is drawn over each page for this user, by editors that can; such as the user's name. */
  watermark?: string
}

export interface Access {
  /** Null: gone, blocked or suspended. Asked whenever a token names a user. */
  user(id: string): Promise<User | null>
  /** Asked at opening and again at every write, conditions included. */
  permissions(user: User, document: StoredDocument): Promise<Permissions>
  /** May this user add documents to this folder (the CMS's folder id), or beside this document? */
  mayCreate(user: User, where: { beside: string | null; folder?: string | null }): Promise<boolean>
  /** May this user read and change the connector's settings, run the check, and use the recovery area? */
  mayAdminister(user: User): Promise<boolean>
}

/**
 * The only shared-state primitive: strings under string keys, with expiry and an atomic compare-and-swap, over the CMS's own database.
 * Keys: at most 200 characters of `[0-9A-Za-z._:/=-]`. Values: at most 4 KiB. An expired entry reads as null.
 */
export interface StateStore {
  get(key: string): Promise<string | null>
  /**
   * In one atomic step: if the key's value is `expected` (null: absent or expired), set it to `next` (null: delete).
   * False, and nothing changed, when it is not. `ttlSeconds` counts from now; null: never expires.
   */
  swap(key: string, expected: string | null, next: string | null, ttlSeconds: number | null): Promise<boolean>
  /** Live entries whose key starts with `prefix`, ordered by key, at most `limit`, starting after `after`. */
  list(prefix: string, options: { limit: number; after?: string }): Promise<StateEntry[]>
}

export interface StateEntry {
  key: string
  value: string
}

/** The stored settings, as one plain JSON object; the core validates. Fields that the schema marks secret must be encrypted, or at least never be readable through the CMS. */
export interface SettingsStore {
  load(): Promise<Record<string, unknown>>
  save(values: Record<string, unknown>): Promise<void>
  /** Values fixed by the CMS's configuration files; they win over stored ones and are shown read-only. The environment wins over both. */
  fixed?(): Record<string, unknown>
  /** Environment variables to read the schema's `env` names from. Default: `process.env`. */
  environment?: Readonly<Record<string, string | undefined>>
}

export interface LogEntry {
  level: 'debug' | 'info' | 'warn' | 'error'
  /** A stable word for the event, such as `save.stored` or `callback.refused`. */
  code: string
  /** One sentence; never holds a secret, a token or a query string. */
  message: string
  documentId?: string
  cause?: unknown
}
