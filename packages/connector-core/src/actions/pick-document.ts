import { type Core, publicServerDoor, storageServerDoor } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import { capabilitiesOf, extensionOf, pictureExtensions, viewableExtensions } from '../formats/index.ts'
import type { StoredDocument, User } from '../host.ts'
import { signConfig } from '../jwt/index.ts'
import type { Settings } from '../settings/settings.ts'
import { downloadLink } from './document-links.ts'
import { docsApiEditor } from './editors.ts'
import { findDocument } from './find-document.ts'

/** What the editor wants from the CMS: a picture to insert, a document to compare with or to take text from, a spreadsheet to merge. */
export type PickPurpose = 'picture' | 'document' | 'spreadsheet'

/** One that may be picked. */
export interface Pickable {
  id: string
  name: string
  /** Bytes. */
  size: number
  /** ISO 8601. */
  modifiedAt: string
  /** Where this person's browser gets the picture for the next ten minutes; absent for what is no picture, or a very large one. */
  previewUrl?: string
}

export interface PickableList {
  documents: Pickable[]
  /** Absent at the end. */
  cursor?: string
}

/** The argument of the editor's method, signed; or, for a WOPI editor, an address that its server can fetch. */
export type PickAnswer =
  | { c: string; images: { fileType: string; url: string }[]; token?: string }
  | { c: string; fileType: string; url: string; token?: string }
  | { url: string; name: string }

const purposes: readonly PickPurpose[] = ['picture', 'document', 'spreadsheet']
const previewSeconds = 600
/** A WOPI editor's server fetches it at once; a busy one may try again. */
const pickedSeconds = 3600
/** A browser would load it whole for a small picture. */
const largestPreviewBytes = 8 << 20
const methodSeconds = 300

/** Throws `bad_request` for anything else. */
export function readPickPurpose(text: string | null | undefined): PickPurpose {
  const purpose = purposes.find((one) => one === text)
  if (purpose === undefined)
    throw new ConnectorError('bad_request', `What is to be picked must be one of ${purposes.join(', ')}.`)
  return purpose
}

/** A page of what this person may put into the document: what they may see, and may copy. Throws `not_found`, `forbidden`, `not_supported`. */
export async function listPickable(
  core: Core,
  id: string,
  user: User,
  wanted: { purpose: PickPurpose; search?: string; cursor?: string; limit: number },
): Promise<PickableList> {
  await requireEditable(core, id, user)
  const settings = await core.settings()
  const { list } = core.host.documents
  if (list === undefined) throw new ConnectorError('not_supported', 'This CMS does not list documents here.')
  const { purpose, search, cursor, limit } = wanted
  const extensions = extensionsFor(purpose, settings)
  const found = await list.call(core.host.documents, { user, extensions, search, cursor, limit })
  const rows = await Promise.all(
    found.documents
      .filter((document) => document.id !== id)
      .map(async (document) => ({ document, permissions: await core.host.access.permissions(user, document) })),
  )
  return {
    documents: rows
      .filter(({ permissions }) => permissions.view && permissions.download)
      .map(({ document }) => describePickable(core, document, user, purpose)),
    ...(found.cursor === undefined ? {} : { cursor: found.cursor }),
  }
}

/** What the editor is handed for the one that was picked. Rights are asked for both. Throws `not_found`, `forbidden`, `format_unsupported`. */
export async function pickDocument(
  core: Core,
  id: string,
  user: User,
  wanted: { picked: string; purpose: PickPurpose; command: string; editor: string },
): Promise<PickAnswer> {
  await requireEditable(core, id, user)
  const settings = await core.settings()
  const { document: picked, permissions } = await findDocument(core, wanted.picked, user)
  if (!permissions.download) throw new ConnectorError('forbidden', `You may not copy ${picked.name}.`)
  const fileType = extensionOf(picked.name)
  if (!extensionsFor(wanted.purpose, settings).includes(fileType))
    throw new ConnectorError('format_unsupported', `${picked.name} cannot be inserted here.`)
  if (wanted.editor !== docsApiEditor) {
    const server = await core.wopiServers.find(wanted.editor)
    if (server === null) throw new ConnectorError('not_configured', 'No such WOPI server is set.')
    if (wanted.purpose !== 'picture') throw new ConnectorError('not_supported', 'This editor takes pictures only.')
    const door = storageServerDoor(core.host.mount(), server)
    return { url: pictureLink(core, door, picked, user, pickedSeconds), name: picked.name }
  }
  const url = downloadLink(core, settings, picked, user)
  const c = wanted.command
  const argument = wanted.purpose === 'picture' ? { c, images: [{ fileType, url }] } : { c, fileType, url }
  return settings.jwtDisabled
    ? argument
    : { ...argument, token: signConfig(argument, settings, { now: core.now(), ttlSeconds: methodSeconds }) }
}

/** Who only looks at a document puts nothing into it. */
async function requireEditable(core: Core, id: string, user: User): Promise<void> {
  const { document, permissions } = await findDocument(core, id, user)
  if (!permissions.edit) throw new ConnectorError('forbidden', `You may not change ${document.name}.`)
}

function extensionsFor(purpose: PickPurpose, settings: Settings): readonly string[] {
  if (purpose === 'picture') return pictureExtensions
  const type = purpose === 'document' ? 'word' : 'cell'
  return viewableExtensions(settings).filter((extension) => capabilitiesOf(extension, settings).type === type)
}

function describePickable(core: Core, document: StoredDocument, user: User, purpose: PickPurpose): Pickable {
  const { id, name, size, modifiedAt } = document
  const row = { id, name, size, modifiedAt: modifiedAt.toISOString() }
  if (purpose !== 'picture' || size > largestPreviewBytes) return row
  return { ...row, previewUrl: pictureLink(core, publicServerDoor(core.host.mount()), document, user, previewSeconds) }
}

/** Good for this one picture, as long as this person may see it. */
function pictureLink(core: Core, door: string, { id, name }: StoredDocument, user: User, seconds: number): string {
  const token = core.links.issue('picture', { document: id, user: user.id }, seconds)
  return `${door}/picture/${encodeURIComponent(name.toWellFormed())}?token=${token}`
}
