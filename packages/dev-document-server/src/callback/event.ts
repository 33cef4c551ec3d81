/** One entry of `history.changes`: a run of changes by one author. */
export interface HistoryChange {
  documentSha256: string
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  created: string
  user: { id: string; name: string }
}

/** `{}` when nothing is known, as after opening a forgotten file. */
export type History = { serverVersion: string; changes: HistoryChange[] } | Record<string, never>

/** 0: left, 1: joined, 2: pressed save or submit. */
export interface CallbackAction {
  type: 0 | 1 | 2
  userid: string
}

/** A callback without its token. Which fields a status has: ONLYOFFICE docs, "Callback handler". */
export interface CallbackEvent {
  key: string
  status: 1 | 2 | 3 | 4 | 6 | 7
  url?: string
  changesurl?: string
  history?: History
  users?: string[]
  actions?: CallbackAction[]
  userdata?: string
  /** ISO time. */
  lastsave?: string
  notmodified?: boolean | null
  /** 0: command, 1: button, 2: timer, 3: form. */
  forcesavetype?: 0 | 1 | 2 | 3
  /** Seen as `false` on a force save from the cache. */
  encrypted?: boolean
  filetype?: string
  formsdataurl?: string
}

const before = [
  'key',
  'status',
  'url',
  'changesurl',
  'history',
  'users',
  'actions',
  'userdata',
  'lastsave',
  'notmodified',
  'forcesavetype',
  'encrypted',
] as const
const after = ['filetype', 'formsdataurl'] as const

/** The event with its fields in the order of the wire. */
export function orderedEvent(event: CallbackEvent): CallbackEvent {
  return pick(event, [...before, ...after]) as unknown as CallbackEvent
}

/** The plain JSON body: `token` stands between `encrypted` and `filetype`. */
export function callbackBody(event: CallbackEvent, token: string | null): Record<string, unknown> {
  return { ...pick(event, before), ...(token === null ? {} : { token }), ...pick(event, after) }
}

function pick(event: CallbackEvent, names: readonly (keyof CallbackEvent)[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => event[name] !== undefined).map((name) => [name, event[name]]))
}
