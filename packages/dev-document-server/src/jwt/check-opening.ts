import { isDeepStrictEqual } from 'node:util'
import { type Claims, isObject, verifyToken } from './verify.ts'

/** An error as the editor shows it (`onError`). */
export interface EditorError {
  errorCode: number
  errorDescription: string
}

const contact = '<br>Please contact your Document Server administrator.'

/** Codes and texts as the editors of version 9.3 report them; the numbers of `openFailed` and `tooLarge` are not recorded, so nothing should rely on them. */
export const editorErrors = {
  tokenInvalid: {
    errorCode: -20,
    errorDescription: `The document security token is not correctly formed.${contact}`,
  },
  tokenExpired: { errorCode: -21, errorDescription: `The document security token has expired.${contact}` },
  accessDenied: {
    errorCode: -23,
    errorDescription: `You are trying to perform an action you do not have rights for.${contact}`,
  },
  downloadFailed: { errorCode: -4, errorDescription: 'Download failed.' },
  openFailed: { errorCode: -82, errorDescription: 'An error has occurred while opening the file.' },
  tooLarge: {
    errorCode: -84,
    errorDescription: `The file size exceeds the limitation set for your server.${contact}`,
  },
} as const satisfies Record<string, EditorError>

/** A config as the browser passes it to DocsAPI. */
export interface OpeningConfig {
  documentType?: string
  document: Record<string, unknown>
  editorConfig: Record<string, unknown>
}

/** What an opening asks for, after the token was checked: signed values only where both are given. */
export interface Opening {
  key: string
  url: string
  fileType: string
  title: string
  documentType: string
  /** The connection counts as editor: callbacks are sent for it. */
  isEditor: boolean
  callbackUrl: string | undefined
  user: { id: string; name: string }
  /** The Save button force-saves. */
  forcesave: boolean
}

export type OpeningCheck =
  | { ok: true; opening: Opening }
  | { ok: false; error: EditorError }
  /** The real server's editor never gets ready and reports nothing: its connection address is broken. */
  | { ok: false; error: null }

/** ONLYOFFICE docs: "Open file" token; checks in the order of ONLYOFFICE/server `DocService/sources/DocsCoServer.js`. */
export function checkOpening(
  config: OpeningConfig,
  token: string | undefined,
  secret: string | null,
  now: Date,
): OpeningCheck {
  const rawKey = config.document.key
  if (typeof rawKey === 'string' && /[^\x21-\x7e]/.test(rawKey)) return { ok: false, error: null }
  let signed: Claims = { document: config.document, editorConfig: config.editorConfig }
  if (secret !== null) {
    const verified = verifyToken(token, secret, now)
    if (!verified.ok) {
      const error = verified.reason === 'expired' ? editorErrors.tokenExpired : editorErrors.tokenInvalid
      return { ok: false, error }
    }
    signed = verified.claims
    if (!hasRequiredClaims(signed, config)) return { ok: false, error: editorErrors.tokenInvalid }
    const { permissions } = config.document
    if (permissions !== undefined && !isDeepStrictEqual(permissions, asObject(signed.document).permissions)) {
      return { ok: false, error: editorErrors.accessDenied }
    }
  }
  const document = { ...config.document, ...asObject(signed.document) }
  const editorConfig: Record<string, unknown> = { ...config.editorConfig, ...asObject(signed.editorConfig) }
  const { key } = document as { key?: unknown }
  if (typeof key !== 'string' || key === '') return { ok: false, error: editorErrors.tokenInvalid }
  if (!/^[0-9a-zA-Z._=-]{1,240}$/.test(key)) return { ok: false, error: editorErrors.accessDenied }
  return { ok: true, opening: toOpening(key, document, editorConfig, config) }
}

/** `token.inbox`, `tokenRequiredParams`: what the host page passes must be signed. */
function hasRequiredClaims(claims: Claims, config: OpeningConfig): boolean {
  // Tokens of other kinds: outgoing requests, conversions, commands, history.
  if (['payload', 'url', 'key', 'version'].some((name) => claims[name] !== undefined)) return false
  const document = asObject(claims.document)
  const editorConfig = asObject(claims.editorConfig)
  const { mode, callbackUrl } = config.editorConfig
  return (
    isFilled(document.key) &&
    isFilled(document.url) &&
    (config.document.permissions === undefined || document.permissions !== undefined) &&
    (!isFilled(callbackUrl) || isFilled(editorConfig.callbackUrl)) &&
    (mode === undefined || mode === 'view' || editorConfig.mode !== undefined)
  )
}

function toOpening(
  key: string,
  document: Record<string, unknown>,
  editorConfig: Record<string, unknown>,
  config: OpeningConfig,
): Opening {
  const user = asObject(editorConfig.user)
  const documentType = config.documentType ?? 'word'
  const fileType = text(document.fileType)?.toLowerCase() ?? defaultExtension(documentType)
  const callbackUrl = text(editorConfig.callbackUrl)
  return {
    key,
    url: text(document.url) ?? '',
    fileType: /^[a-z0-9]{1,10}$/.test(fileType) ? fileType : 'bin',
    title: text(document.title) ?? `Unnamed.${fileType}`,
    documentType,
    isEditor: editorConfig.mode !== 'view' && grantsEditing(document.permissions),
    callbackUrl,
    // Without an id the user is anonymous, and every tab is somebody else.
    user: {
      id: text(user.id) ?? `uid-${Math.random().toString(36).slice(2, 10)}`,
      name: text(user.name) ?? 'Anonymous',
    },
    forcesave: asObject(editorConfig.customization).forcesave === true,
  }
}

/** ONLYOFFICE docs: "Document permissions"; left out, they grant everything. */
function grantsEditing(permissions: unknown): boolean {
  if (!isObject(permissions)) return true
  const { edit, review, comment, fillForms } = permissions
  return edit !== false || review === true || comment === true || fillForms === true
}

function asObject(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {}
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function defaultExtension(documentType: string): string {
  return (
    ({ cell: 'xlsx', slide: 'pptx', pdf: 'pdf', diagram: 'vsdx' } as Record<string, string>)[documentType] ?? 'docx'
  )
}
