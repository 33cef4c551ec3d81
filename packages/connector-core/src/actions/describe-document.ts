import type { Core } from '../core.ts'
import { capabilitiesOf, extensionOf } from '../formats/index.ts'
import type { Permissions, StoredDocument, User } from '../host.ts'
import type { Settings } from '../settings/settings.ts'
import { docsApiEditor, type Editors, type FormatEditors, loadEditors } from './editors.ts'
import { readNotice } from './notice.ts'

/** A document as the browser door shows it. */
export interface DocumentAnswer {
  id: string
  name: string
  /** Bytes. */
  size: number
  /** ISO 8601. */
  modifiedAt: string
  extension: string
  type: string | null
  actions: DocumentActions
  /** One sentence that people must see, such as that a conflict copy was made. */
  notice?: string
}

/** What this user may do with it: the format's abilities and the CMS's rights together. */
export interface DocumentActions {
  view: boolean
  edit: boolean
  /** `edit` that may lose formatting; people are told so. */
  lossyEdit: boolean
  fill: boolean
  rename: boolean
  /** The editor's "Save copy as": a new document beside this one. */
  saveAs: boolean
  /** Inside the editor, pictures and other documents of the CMS can be picked. */
  pick: boolean
  openByDefault: boolean
  /** Extension to convert to before editing, or null. */
  convertToOoxml: string | null
  convertTo: readonly string[]
  downloadAs: readonly string[]
  /** Ids of the editors that may show or change it, as `GET /formats` names them; the first one is the administrator's choice. */
  editors: FormatEditors
}

/** One document, with what people must be told about it, in `locale` (BCP 47; default: the user's). */
export async function describeDocument(
  core: Core,
  settings: Settings,
  found: { document: StoredDocument; permissions: Permissions; user: User; locale?: string },
): Promise<DocumentAnswer> {
  const { document, user, locale = user.locale } = found
  const mayCreate =
    core.host.documents.create !== undefined && (await core.host.access.mayCreate(user, { beside: document.id }))
  const notice = await readNotice(core, document.id, locale)
  const editors = await loadEditors(core, settings)
  return { ...describeRow(core, settings, { ...found, mayCreate, editors }), ...(notice === null ? {} : { notice }) }
}

/** One of many documents: nothing is read for it. */
export function describeRow(
  core: Core,
  settings: Settings,
  found: { document: StoredDocument; permissions: Permissions; mayCreate: boolean; editors: Editors },
): DocumentAnswer {
  const { document, permissions, mayCreate } = found
  const mayConvert = mayCreate && (permissions.edit || permissions.download)
  const extension = extensionOf(document.name)
  const able = capabilitiesOf(extension, settings)
  const mayFill = able.fill && (permissions.fillForms ?? permissions.edit)
  const { view, edit } = found.editors.of(extension, permissions)
  const editors: FormatEditors = {
    view: permissions.view ? view : [],
    // filling in forms is a matter of the Docs API alone
    edit: edit.filter((id) => permissions.edit || (id === docsApiEditor && mayFill)),
  }
  const [usual] = editors.edit
  return {
    id: document.id,
    name: document.name,
    size: document.size,
    modifiedAt: document.modifiedAt.toISOString(),
    extension,
    type: able.type,
    actions: {
      view: editors.view.length > 0,
      edit: permissions.edit && edit.some((id) => id !== docsApiEditor || able.edit),
      lossyEdit: able.lossyEdit && permissions.edit && usual === docsApiEditor,
      fill: mayFill,
      rename: core.host.documents.rename !== undefined && (permissions.rename ?? permissions.edit),
      saveAs: mayCreate && permissions.download,
      pick: core.host.documents.list !== undefined && permissions.edit,
      openByDefault: able.openByDefault && editors.view.length > 0,
      convertToOoxml: mayConvert ? able.convertToOoxml : null,
      convertTo: mayConvert ? able.convertTo : [],
      downloadAs: permissions.download ? able.convertTo : [],
      editors,
    },
  }
}
