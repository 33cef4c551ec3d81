import { type Core, requireConfigured } from '../core.ts'
import { buildConfig, type OpenAnswer, openingNotices, scriptUrl } from '../editor/index.ts'
import { ConnectorError } from '../errors.ts'
import { capabilitiesOf, extensionOf } from '../formats/index.ts'
import type { StoredDocument, User } from '../host.ts'
import { signConfig } from '../jwt/index.ts'
import { storedHasHash } from '../save/stored-hash.ts'
import { texts } from '../texts/index.ts'
import { checkSize } from './check-size.ts'
import { describeDocument } from './describe-document.ts'
import { callbackLink, downloadLink } from './document-links.ts'
import { findDocument } from './find-document.ts'

export interface OpenOptions {
  mode?: 'edit' | 'view'
  type?: 'desktop' | 'mobile' | 'embedded'
  /** BCP 47; default: the user's. */
  locale?: string
}

/** A config token is read at connect and again when the editor fetches large parts. */
const configSeconds = 24 * 3600

/**
 * Everything that the browser needs to open a document: the signed editor config and the script's address. Rights are asked here.
 * Throws `not_found`, `format_unsupported`, `too_large`, `not_configured`.
 */
export async function openDocument(core: Core, id: string, user: User, options: OpenOptions = {}): Promise<OpenAnswer> {
  const settings = await core.settings()
  requireConfigured(settings)
  const { document, permissions } = await findDocument(core, id, user)
  const able = capabilitiesOf(extensionOf(document.name), settings)
  if (!able.view) {
    throw new ConnectorError('format_unsupported', `${document.name} is not a document that the editor can open.`)
  }
  checkSize(document, settings.maxDocumentBytes)
  const key = await core.sessions.keyFor(document, {
    isOurs: (sha256) => storedHasHash(core.host, document.id, sha256),
    again: () => core.host.documents.find(document.id),
  })
  const locale = options.locale ?? user.locale
  const input = {
    document,
    key,
    downloadUrl: downloadLink(core, settings, document, user),
    callbackUrl: callbackLink(core, settings, document, key, user),
    permissions,
    capabilities: able,
    user,
    settings,
    instanceId: core.installation.id,
    publicUrl: core.host.mount().publicUrl,
    mode: options.mode ?? 'edit',
    type: options.type ?? 'desktop',
    locale,
  } as const
  const wanted = buildConfig(input)
  const elsewhere = wanted.editorConfig.mode === 'edit' && (await isEditedOverWopi(core, document, key))
  const config = elsewhere ? buildConfig({ ...input, mode: 'view' }) : wanted
  const token = settings.jwtDisabled
    ? undefined
    : signConfig(config, settings, { now: core.now(), ttlSeconds: configSeconds })
  const answer = await describeDocument(core, settings, { document, permissions, user, locale })
  const asked = { capabilities: able, permissions, mode: options.mode ?? 'edit', locale }
  const notices = [
    ...(answer.notice === undefined ? [] : [answer.notice]),
    ...(elsewhere ? [texts(locale).noticeEditedElsewhere] : openingNotices(asked)),
  ]
  return {
    config: token === undefined ? config : { ...config, token },
    scriptUrl: scriptUrl(settings, key),
    document: answer,
    notices,
  }
}

/** Else the document is reserved for the Docs API until Document Server tells that the editor is there. */
async function isEditedOverWopi(core: Core, document: StoredDocument, key: string): Promise<boolean> {
  if ((await core.wopiServers.list()).length === 0) return false
  return (await core.wopiLocks.claimForDocsApi(document.id, key)) !== null
}
