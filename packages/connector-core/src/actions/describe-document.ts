import type { Core } from '../core.ts'
import { capabilitiesOf, extensionOf } from '../formats/index.ts'
import type { Permissions, StoredDocument, User } from '../host.ts'
import type { Settings } from '../settings/settings.ts'
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
  openByDefault: boolean
  /** Extension to convert to before editing, or null. */
  convertToOoxml: string | null
  convertTo: readonly string[]
  downloadAs: readonly string[]
}

/** One document, with what people must be told about it. */
export async function describeDocument(
  core: Core,
  settings: Settings,
  found: { document: StoredDocument; permissions: Permissions; user: User },
): Promise<DocumentAnswer> {
  const { document, user } = found
  const mayCreate =
    core.host.documents.create !== undefined && (await core.host.access.mayCreate(user, { beside: document.id }))
  const notice = await readNotice(core, document.id)
  return { ...describeRow(core, settings, { ...found, mayCreate }), ...(notice === null ? {} : { notice }) }
}

/** One of many documents: nothing is read for it. */
export function describeRow(
  core: Core,
  settings: Settings,
  found: { document: StoredDocument; permissions: Permissions; mayCreate: boolean },
): DocumentAnswer {
  const { document, permissions, mayCreate } = found
  const mayConvert = mayCreate && (permissions.edit || permissions.download)
  const extension = extensionOf(document.name)
  const able = capabilitiesOf(extension, settings)
  return {
    id: document.id,
    name: document.name,
    size: document.size,
    modifiedAt: document.modifiedAt.toISOString(),
    extension,
    type: able.type,
    actions: {
      view: able.view && permissions.view,
      edit: able.edit && permissions.edit,
      lossyEdit: able.lossyEdit && permissions.edit,
      fill: able.fill && (permissions.fillForms ?? permissions.edit),
      rename: core.host.documents.rename !== undefined && (permissions.rename ?? permissions.edit),
      saveAs: mayCreate && permissions.download,
      openByDefault: able.openByDefault && able.view && permissions.view,
      convertToOoxml: mayConvert ? able.convertToOoxml : null,
      convertTo: mayConvert ? able.convertTo : [],
      downloadAs: permissions.download ? able.convertTo : [],
    },
  }
}
