import type { Core } from '../core.ts'
import { type EditorType, editorRegion, type WopiOpenAnswer } from '../editor/index.ts'
import { ConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'
import type { Permissions, StoredDocument, User } from '../host.ts'
import type { Settings, WopiServer } from '../settings/index.ts'
import { fillIn, texts } from '../texts/index.ts'
import {
  actionUrl,
  cannotReviewIn,
  type Discovery,
  type DiscoveryAction,
  findAction,
  issueAccessToken,
  type LoadedDiscovery,
  wopiSource,
} from '../wopi/index.ts'
import { browserAddress, provesItself, serverName, serverOffer } from '../wopi/servers.ts'
import { checkSize } from './check-size.ts'
import { describeDocument } from './describe-document.ts'
import { findDocument } from './find-document.ts'
import type { OpenOptions } from './open-document.ts'

/**
 * Everything that a host page needs to open a document in a WOPI editor: the address to post to, and a token for this user, document and right. Rights are
 * asked here. Throws `not_found`, `format_unsupported`, `too_large`, `not_configured`, `document_server_*` when discovery could never be read, and
 * `forbidden` for who may not download, where the server cannot prove its calls: the token that the page gets would fetch the whole file.
 */
export async function openOverWopi(
  core: Core,
  id: string,
  user: User,
  options: OpenOptions & { editor: string },
): Promise<WopiOpenAnswer> {
  const settings = await core.settings()
  const server = await core.wopiServers.find(options.editor)
  if (server === null)
    throw new ConnectorError(
      'not_configured',
      'No such WOPI server is set. An administrator enters its address in the settings.',
      { detail: { setting: 'wopi.discoveryUrl' } },
    )
  const { document, permissions } = await findDocument(core, id, user)
  checkSize(document, settings.maxDocumentBytes)
  const loaded = await core.wopiServers.source(server).current()
  if (!permissions.download && !provesItself(server, loaded))
    throw new ConnectorError(
      'forbidden',
      `You may not download ${document.name}, and ${serverName(server, loaded)} could not keep it from you. Open it in another editor, or ask an administrator to have that server sign its calls.`,
    )
  const asked = options.mode ?? 'edit'
  const readsOnly = asked === 'edit' && cannotReviewIn(loaded.discovery, permissions)
  const mode = readsOnly ? 'view' : asked
  const chosen = chooseAction({ server, loaded, document, settings, mode, type: options.type })
  const { right, ...token } = await issueAccessToken(core, server, { document, user, right: chosen.right })
  const { action, readOnly } =
    right === chosen.right
      ? chosen
      : chooseAction({ server, loaded, document, settings, mode: 'view', type: options.type })
  const locale = options.locale ?? user.locale
  const wopiSrc = await wopiSource(core, server, document.id)
  const answer = await describeDocument(core, settings, { document, permissions, user, locale })
  return {
    editor: { id: server.id, name: serverName(server, loaded) },
    mode: right,
    actionUrl: actionUrl(
      { urlsrc: browserAddress(server, action.urlsrc) },
      {
        wopiSrc,
        // placeholders want a language with its country
        locale: editorRegion(locale),
        ...theme(settings),
        disableChat: !settings.customization.chat || permissions.chat === false,
        ...(hasNoPlaceholders(action)
          ? { extra: { closebutton: '1', ...(readOnly ? { permission: 'readonly' } : {}) } }
          : {}),
      },
    ),
    wopiSrc,
    iconUrl: iconOf(server, loaded, action),
    accessToken: token.accessToken,
    accessTokenTtl: token.accessTokenTtl,
    accessTokenSeconds: Math.max(Math.floor((token.accessTokenTtl - core.now().getTime()) / 1000), 0),
    document: answer,
    shareUrl: core.host.pages?.document?.(document, right) ?? null,
    notices: [
      ...(answer.notice === undefined ? [] : [answer.notice]),
      ...(readsOnly ? [fillIn(texts(locale).noticeCannotReview, { name: serverName(server, loaded) })] : []),
      ...(mode === 'view' ? [] : viewOnlyNotice({ right, offered: chosen.right, document, permissions, locale })),
      // its client will be refused the lock, and open the document for reading
      ...(right === 'edit' && (await core.sessions.isEdited(document.id)) ? [texts(locale).noticeEditedElsewhere] : []),
    ],
  }
}

interface Choice {
  action: DiscoveryAction
  right: 'view' | 'edit'
  /** The address is that of an editor, which must be told not to edit. */
  readOnly: boolean
}

function chooseAction(input: {
  server: WopiServer
  loaded: LoadedDiscovery
  document: StoredDocument
  settings: Settings
  mode: 'view' | 'edit'
  type?: EditorType
}): Choice {
  const { server, loaded, document, settings, mode, type } = input
  const { discovery } = loaded
  if (discovery.actions.length === 0)
    throw new ConnectorError(
      'format_unsupported',
      `The discovery of ${serverName(server, loaded)} lists no applications, so it opens nothing. An administrator checks its address in the settings.`,
    )
  const extension = extensionOf(document.name)
  if (isValidatorFile(extension)) return validatorAction(discovery, extension, mode)
  const offer = serverOffer(server, loaded, extension, settings)
  if (mode === 'edit' && 'action' in offer.edit && type !== 'embedded') {
    // an empty file becomes one by the client's own blank document, where it has one
    const blank = document.size === 0 ? findAction(discovery, extension, 'create') : undefined
    const action = blank ?? variant(discovery, extension, type, 'mobileEdit') ?? offer.edit.action
    return { action, right: 'edit', readOnly: false }
  }
  if ('refusedBy' in offer.view)
    throw new ConnectorError(
      'format_unsupported',
      offer.view.refusedBy === 'server'
        ? `${serverName(server, loaded)} does not open files such as ${document.name}.`
        : `${document.name} is not a document that is opened here. An administrator may allow its format in the settings.`,
    )
  const action = variant(discovery, extension, type, 'mobileView') ?? variant(discovery, extension, type, 'embedview')
  return action === undefined ? { ...offer.view, right: 'view' } : { action, right: 'view', readOnly: false }
}

/** The client's own action for a small screen or a frame within a page, if it has one. */
function variant(
  discovery: Discovery,
  extension: string,
  type: EditorType | undefined,
  name: 'mobileEdit' | 'mobileView' | 'embedview',
): DiscoveryAction | undefined {
  if (type !== (name === 'embedview' ? 'embedded' : 'mobile')) return undefined
  return discovery.actions.find((action) => action.extension === extension && action.name === name)
}

/** Microsoft's validator works on files of its own kind, which are no documents; a test server's discovery need not name them. */
const isValidatorFile = (extension: string): boolean => extension === 'wopitest' || extension === 'wopitestx'

function validatorAction(discovery: Discovery, extension: string, right: 'view' | 'edit'): Choice {
  const action = findAction(discovery, extension, right) ?? discovery.actions[0]
  if (action === undefined) throw new TypeError('A discovery without actions came this far.')
  return { action, right, readOnly: false }
}

/** Collabora has no placeholders in its addresses, but parameters of its own. */
const hasNoPlaceholders = ({ urlsrc }: DiscoveryAction): boolean => !/<[^<>=]*=[^<>]*>/.test(urlsrc)

function iconOf(server: WopiServer, { discovery }: LoadedDiscovery, action: DiscoveryAction): string | null {
  const icon = discovery.icons.get(action.app)
  if (icon === undefined || !URL.canParse(icon)) return null
  const url = browserAddress(server, icon)
  return new URL(url).origin === new URL(browserAddress(server, action.urlsrc)).origin ? url : null
}

function theme({ customization: { uiTheme } }: Settings): { theme?: 'light' | 'dark' } {
  if (uiTheme === '' || uiTheme === 'theme-system') return {}
  return { theme: uiTheme.includes('dark') ? 'dark' : 'light' }
}

function viewOnlyNotice(input: {
  right: 'view' | 'edit'
  offered: 'view' | 'edit'
  document: StoredDocument
  permissions: Permissions
  locale?: string
}): string[] {
  const { right, offered, document, permissions, locale } = input
  if (right === 'edit') return []
  const text = texts(locale)
  const mayWrite = permissions.edit || permissions.review === true || permissions.comment === true
  return offered === 'view' && mayWrite
    ? [fillIn(text.noticeFormatViewOnly, { format: extensionOf(document.name).toUpperCase() })]
    : [text.noticeViewOnly]
}
