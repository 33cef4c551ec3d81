import { rm } from 'node:fs/promises'
import type { Core } from '../core.ts'
import { type BlankKind, blankDocument, checkFileName, defaultName } from '../create/index.ts'
import { ConnectorError } from '../errors.ts'
import { extensionOf } from '../formats/index.ts'
import type { StoredDocument, User } from '../host.ts'
import { placeDocument } from '../save/place.ts'
import { spool } from '../save/spool.ts'
import { findDocument } from './find-document.ts'

export const blankKinds: readonly BlankKind[] = ['docx', 'xlsx', 'pptx', 'pdf']

/** Adds a blank document. A taken name gives a numbered one. Throws `bad_request`, `name_invalid`, `forbidden`, `not_found` (of `beside`), `not_supported`. */
export async function createDocument(
  core: Core,
  user: User,
  wanted: { kind: string; name?: string; folder?: string | null; beside?: string | null; locale?: string },
): Promise<StoredDocument> {
  const kind = blankKinds.find((known) => known === wanted.kind)
  if (kind === undefined)
    throw new ConnectorError(
      'bad_request',
      `There is no blank document of the kind ${JSON.stringify(wanted.kind.slice(0, 20))}. Choose one of ${blankKinds.join(', ')}.`,
    )
  const locale = wanted.locale ?? user.locale ?? 'en'
  const where = { beside: wanted.beside ?? null, folder: wanted.folder ?? null }
  const given =
    wanted.name === undefined || wanted.name.trim() === '' ? defaultName(kind, locale) : checkFileName(wanted.name)
  const name = checkFileName(extensionOf(given) === kind ? given : `${given}.${kind}`)
  // A store may take more than the folder from the document beside it.
  if (where.beside !== null) await findDocument(core, where.beside, user)
  if (!(await core.host.access.mayCreate(user, where)))
    throw new ConnectorError('forbidden', 'You may not add documents here.')
  const bytes = await blankDocument(kind, locale)
  const file = await spool(
    (async function* () {
      yield bytes
    })(),
    { folder: core.folders.spool, maxBytes: bytes.byteLength },
  )
  try {
    return await placeDocument(core.host.documents, { name, ...where, body: file, by: user })
  } finally {
    await rm(file.path, { force: true })
  }
}
