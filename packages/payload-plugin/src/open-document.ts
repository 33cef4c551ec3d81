import { ConnectorError } from '@openwith/connector-core'
import type { Payload, TypedUser } from 'payload'
import { formatAdminURL } from 'payload/shared'
import { prefix } from './names.ts'
import { writeRowId } from './row-id.ts'
import { connectorOf } from './running.ts'

export interface OpenDocumentOptions {
  payload: Payload
  /** Whoever `payload.auth()` found, of any auth collection. */
  user: TypedUser
  /** Slug of the upload collection. */
  collection: string
  id: number | string
  /** Default: `edit`, where the user may update the document. */
  mode?: 'edit' | 'view'
  /** BCP 47; language of the reason why it can only be viewed. */
  locale?: string
}

/** What a page of the application needs to show a document; `editor` goes to `<OpenWithEditor>`. */
export interface OpenedDocument {
  editor: { collection: string; id: number | string; base: string; mode: 'edit' | 'view' }
  name: string
  /** Bytes. */
  size: number
  mayEdit: boolean
  /** Why it can only be viewed, where that is no matter of rights. */
  viewOnlyReason?: string
}

/**
 * Asks Payload's access control whether this user may open a document, for pages of the application itself (server components, route handlers). The editor then
 * asks again with the user's own login cookie. Throws errors with the `code` `not_found` (also when the user may not read it) or `not_configured`.
 */
export async function openDocument(options: OpenDocumentOptions): Promise<OpenedDocument> {
  const { payload, collection, id, mode = 'edit' } = options
  const { host } = connectorOf(payload)
  const document = await host.documents.find(writeRowId({ collection, id }))
  const user = host.access.login(options.user, options.locale)
  const may = document === null ? null : await host.access.permissions(user, document)
  if (document === null || may?.view !== true)
    throw new ConnectorError('not_found', 'There is no such document, or you may not see it.')
  return {
    editor: {
      collection,
      id,
      base: formatAdminURL({ apiRoute: payload.config.routes.api, path: `/${prefix}` }),
      mode: may.edit ? mode : 'view',
    },
    name: document.name,
    size: document.size,
    mayEdit: may.edit,
    ...(may.viewOnlyReason === undefined ? {} : { viewOnlyReason: may.viewOnlyReason }),
  }
}
