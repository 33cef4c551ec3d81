import { ConnectorError } from '../errors.ts'
import type { FormatCapabilities } from '../formats/index.ts'
import type { Permissions, StoredDocument, User } from '../host.ts'
import type { Settings } from '../settings/settings.ts'
import { texts } from '../texts/index.ts'
import { cutText, documentTitle } from './document-title.ts'
import type { EditorConfig, EditorCustomization, EditorMode, EditorType } from './editor-config.ts'
import { editorLanguage, editorRegion } from './editor-language.ts'
import { countsAsEditor, type EditorPermissions, editorPermissions } from './editor-permissions.ts'

export interface BuildConfigInput {
  document: StoredDocument
  user: User
  /** What the CMS allows this user. */
  permissions: Permissions
  capabilities: Pick<FormatCapabilities, 'extension' | 'type' | 'view'> &
    Parameters<typeof editorPermissions>[0]['format']
  settings: Pick<Settings, 'forcesave' | 'customization'>
  /** What was asked for. */
  mode: EditorMode
  type: EditorType
  /** The issued document key. */
  key: string
  /** Addresses as Document Server reaches them. The callback's is used only for an editor. */
  downloadUrl: string
  callbackUrl: string
  /** Id of this installation of the connector, for links between workbooks. */
  instanceId: string
  /** BCP 47; default: the user's, else English. */
  locale?: string
  /** Display name of the owner. */
  ownerName?: string
  /** Address of the CMS as a browser sees it, for a relative `user.avatarUrl`. */
  publicUrl?: string
  /** Where a browser can download the document, for the toolbar of an embedded editor. */
  saveUrl?: string
  /** Show the editor's own close button. Default: true, except embedded. */
  closeButton?: boolean
}

/**
 * The flat, unsigned editor config of one opening. Throws `forbidden` without the right to view, `format_unsupported`
 * when the editor cannot show the format. The mode it answers is `view` when nothing may be written.
 */
export function buildConfig(input: BuildConfigInput): EditorConfig {
  const { document, capabilities } = input
  const { type: documentType, extension } = capabilities
  if (!input.permissions.view) {
    throw new ConnectorError(
      'forbidden',
      'You may not open this document. Ask an administrator for the right to view it.',
    )
  }
  if (documentType === null || !capabilities.view) {
    throw new ConnectorError('format_unsupported', `ONLYOFFICE Docs cannot open ".${extension}" files here.`, {
      detail: { extension },
    })
  }
  const permissions = editorPermissions({
    allowed: input.permissions,
    format: capabilities,
    // The embedded editor is a viewer.
    mode: input.type === 'embedded' ? 'view' : input.mode,
    chat: input.settings.customization.chat,
  })
  const editor = countsAsEditor(permissions, input.mode)
  const locale = input.locale ?? input.user.locale
  return {
    documentType,
    type: input.type,
    document: {
      fileType: extension,
      key: input.key,
      title: documentTitle(document.name, extension),
      url: input.downloadUrl,
      info: {
        ...(input.ownerName === undefined ? {} : { owner: input.ownerName }),
        uploaded: displayDate(document.modifiedAt, locale),
        ...(document.folder === undefined ? {} : { folder: document.folder }),
      },
      permissions,
      referenceData: { fileKey: document.id, instanceId: input.instanceId },
    },
    editorConfig: {
      mode: editor ? 'edit' : 'view',
      lang: editorLanguage(locale),
      region: editorRegion(locale),
      ...(editor ? { callbackUrl: input.callbackUrl } : {}),
      user: editorUser(input.user, input.publicUrl),
      coEditing: { mode: 'fast', change: true },
      customization: editorCustomization(input, editor),
      ...(input.type === 'embedded' ? { embedded: embedded(input, permissions) } : {}),
    },
  }
}

function editorUser(user: User, publicUrl: string | undefined): EditorConfig['editorConfig']['user'] {
  const groups = (user.groups ?? []).map((group) => group.replaceAll(',', ' ').trim()).filter((group) => group !== '')
  const image = absoluteImage(user.avatarUrl, publicUrl)
  return {
    id: user.id,
    name: cutText(user.name.trim() === '' ? user.id : user.name.trim(), 128),
    ...(groups.length === 0 ? {} : { group: groups.join(',') }),
    ...(image === null ? {} : { image }),
  }
}

/** Null unless it is a web address: a `data:` image would be carried in each token. */
function absoluteImage(avatarUrl: string | undefined, publicUrl: string | undefined): string | null {
  if (avatarUrl === undefined || avatarUrl === '') return null
  const url = URL.parse(avatarUrl, publicUrl === undefined ? undefined : `${publicUrl}/`)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null
}

function editorCustomization(input: BuildConfigInput, editor: boolean): EditorCustomization {
  const { customization, forcesave } = input.settings
  const closeButton = input.closeButton ?? input.type !== 'embedded'
  return {
    anonymous: { request: false },
    ...(closeButton ? { close: { visible: true, text: texts(input.locale ?? input.user.locale).closeEditor } } : {}),
    compactHeader: customization.compactHeader,
    compactToolbar: customization.compactToolbar,
    feedback: customization.feedback,
    forcesave,
    help: customization.help,
    hideRightMenu: customization.hideRightMenu,
    macros: customization.macros,
    // A mention gives nobody a right to the document.
    mentionShare: false,
    // The mobile editor starts as a viewer unless told not to.
    ...(input.type === 'mobile' ? { mobile: { forceView: !editor } } : {}),
    plugins: customization.plugins,
    review: { reviewDisplay: customization.reviewDisplay },
    ...(customization.uiTheme === '' ? {} : { uiTheme: customization.uiTheme }),
    unit: customization.unit,
    zoom: customization.zoom,
  }
}

function embedded(
  input: BuildConfigInput,
  permissions: EditorPermissions,
): NonNullable<EditorConfig['editorConfig']['embedded']> {
  return {
    toolbarDocked: 'top',
    ...(permissions.download && input.saveUrl !== undefined ? { saveUrl: input.saveUrl } : {}),
  }
}

function displayDate(date: Date, locale: string | undefined): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeZone: 'UTC' }
  try {
    return new Intl.DateTimeFormat((locale ?? 'en').replaceAll('_', '-'), options).format(date)
  } catch {
    return new Intl.DateTimeFormat('en', options).format(date)
  }
}
