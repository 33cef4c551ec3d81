import { createHash } from 'node:crypto'
import { ConnectorError } from '../errors.ts'
import type { LinkClaims } from '../jwt/index.ts'
import type { Settings } from '../settings/settings.ts'

/** What a verified callback says; unknown fields are ignored. */
export interface CallbackEvent {
  key: string
  status: number
  url: string | null
  /** Lower-case extension of what `url` gives. */
  fileType: string | null
  /** Editors present on status 1; the author of the last change on 2, 3, 6 and 7. */
  users: readonly string[]
  /** Who left (0), joined (1) or pressed save or submit (2). */
  actions: readonly { type: number; userId: string }[]
  /** ISO 8601. */
  lastSave: string | null
  /** 0 command, 1 save button, 2 timer, 3 form submission. */
  forcesaveType: number | null
  /** As Document Server gave it, to be handed back as it is. */
  history: unknown
  changesUrl: string | null
  formsDataUrl: string | null
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** In one way of writing, so that two of them compare as texts. */
function instant(value: unknown): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** Reads verified claims as an event. Throws `token_invalid` when they are no callback: a token made for something else has a good signature, too. */
export function readEvent(claims: Readonly<Record<string, unknown>>): CallbackEvent {
  const { key, status } = claims
  if (typeof key !== 'string' || !Number.isInteger(status)) {
    throw new ConnectorError('token_invalid', 'The token is not one of a callback.')
  }
  const users = Array.isArray(claims.users) ? claims.users.filter((user) => typeof user === 'string') : []
  const actions = Array.isArray(claims.actions) ? claims.actions : []
  const fileType = text(claims.filetype)?.toLowerCase().replace(/^\./, '') ?? null
  return {
    key,
    status: status as number,
    url: text(claims.url),
    fileType: fileType !== null && /^[0-9a-z]{1,10}$/.test(fileType) ? fileType : null,
    users,
    actions: actions.flatMap((action: unknown) => {
      if (typeof action !== 'object' || action === null || !('userid' in action)) return []
      return [{ type: 'type' in action ? Number(action.type) : -1, userId: String(action.userid) }]
    }),
    lastSave: instant(claims.lastsave),
    forcesaveType: typeof claims.forcesavetype === 'number' ? claims.forcesavetype : null,
    history: claims.history ?? null,
    changesUrl: text(claims.changesurl),
    formsDataUrl: text(claims.formsdataurl),
  }
}

/**
 * Who changed last. A callback that nobody signed may say what it likes: then our own link names whose editor it was made for, and Document Server
 * calls the link of the last author.
 */
export function authorOf(
  event: CallbackEvent,
  link: LinkClaims,
  settings: Pick<Settings, 'jwtDisabled'>,
): string | null {
  if (settings.jwtDisabled) return link.user ?? null
  return event.users[0] ?? event.actions[0]?.userId ?? link.user ?? null
}

/**
 * The same for a callback and its retries, which re-send the same `url` with a fresh signature in its query. The path alone does not tell two saves of
 * a key apart: its random part has four digits only.
 */
export function markOf(event: CallbackEvent): string {
  const path = event.url === null ? '' : event.url.split('?', 1)[0]
  return createHash('sha256')
    .update(`${event.key}\n${event.status}\n${path}\n${event.lastSave ?? ''}`)
    .digest('base64url')
    .slice(0, 32)
}
