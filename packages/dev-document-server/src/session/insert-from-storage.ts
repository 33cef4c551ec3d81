import { readFile } from 'node:fs/promises'
import type { ServerContext } from '../context.ts'
import { readPicture } from '../document/picture.ts'
import { checkMethod } from '../jwt/check-method.ts'
import { type EditorError, editorErrors } from '../jwt/check-opening.ts'
import { isObject } from '../jwt/verify.ts'
import type { EditableDocument, PageMessage, PlacedPicture } from '../rooms.ts'
import { removeDirectory } from '../storage/file-store.ts'
import type { LoadedDocument } from './editing-session.ts'
import type { EditorConnection } from './editor-connection.ts'

/** Codes as the editors of version 9.3 report them (ONLYOFFICE/sdkjs: `c_oAscError`). */
export const insertErrors = {
  pictureTooLarge: { errorCode: -9, errorDescription: 'The image is too big. The maximum size is 25 MB.' },
  noPicture: { errorCode: -10, errorDescription: 'Unknown image format. Choose a PNG, JPEG, GIF or BMP picture.' },
  nothingChosen: { errorCode: -11, errorDescription: 'No images uploaded.' },
  pictureNotFetched: { errorCode: -17, errorDescription: 'Image URL is incorrect: the server could not fetch it.' },
} as const satisfies Record<string, EditorError>

/** `limits_image_size` of ONLYOFFICE Docs. */
const mostPictureBytes = 26_214_400
/** In UTF-16 units. */
const longestText = 2_000_000

/** The page and what it has open. */
export interface InsertTarget {
  readonly connection: EditorConnection
  readonly session: { readonly connections: ReadonlyMap<string, unknown> }
}

/** Ends an insertion with an error that the editor reports as a warning. */
class InsertFailed extends Error {
  readonly error: EditorError

  constructor(error: EditorError) {
    super(error.errorDescription)
    this.error = error
  }
}

/**
 * Puts in what the person chose in the host's storage: pictures (`insertImage`, `Action_InsertGraphic`) or the text of a document
 * (`setRequestedDocument`). The server fetches each address itself. `isSigned`: the argument needs a token and so does each request, as in the Docs
 * API; WOPI has neither. The page is told how it went; what else it asks for meanwhile, such as a save, does not wait for a slow storage. ONLYOFFICE
 * docs: "Methods"; ONLYOFFICE/server: DocService/sources/canvasservice.js (imgurls).
 */
export function insertFromStorage(
  context: ServerContext,
  target: InsertTarget,
  message: Extract<PageMessage, { type: 'insert' }>,
  isSigned: boolean,
): void {
  insertAndTell(context, target, message, isSigned).catch((error) =>
    context.options.log(`Inserting failed: ${error instanceof Error ? error.message : String(error)}`),
  )
}

async function insertAndTell(
  context: ServerContext,
  target: InsertTarget,
  message: Extract<PageMessage, { type: 'insert' }>,
  isSigned: boolean,
): Promise<void> {
  const { peer, loaded } = target.connection
  if (loaded === null) return
  try {
    const claims = readArgument(context, message.data, isSigned)
    requireEditor(target)
    const insert = message.method === 'insertImage' ? insertPictures : insertText
    const text = await insert({ context, target, loaded, claims, caret: message.caret, isSigned })
    peer.send({ type: 'notice', text })
  } catch (cause) {
    if (!(cause instanceof InsertFailed)) throw cause
    const { errorCode, errorDescription } = cause.error
    peer.send({ type: 'warning', warningCode: errorCode, warningDescription: errorDescription })
  }
}

interface Insertion {
  readonly context: ServerContext
  readonly target: InsertTarget
  readonly loaded: LoadedDocument
  readonly claims: Readonly<Record<string, unknown>>
  readonly caret: unknown
  readonly isSigned: boolean
}

function readArgument(context: ServerContext, data: unknown, isSigned: boolean): Record<string, unknown> {
  if (!isObject(data)) throw new InsertFailed(insertErrors.nothingChosen)
  if (!isSigned) return data
  const checked = checkMethod(data, context.options.secret, context.options.now())
  if (!checked.ok) throw new InsertFailed(checked.error)
  return checked.claims
}

/** Asked again after a file was fetched: the person may have left, or lost the right to edit. */
function requireEditor({ connection, session }: InsertTarget): void {
  if (!connection.isEditor || !session.connections.has(connection.id)) throw new InsertFailed(editorErrors.accessDenied)
}

/** Gives words for the person, as {@link insertText} does. */
async function insertPictures(insertion: Insertion): Promise<string> {
  const { target, claims, caret } = insertion
  const { document, room } = insertion.loaded
  if (document.kind !== 'word') return 'The development server puts pictures into text documents (docx) only.'
  if (claims.c !== undefined && claims.c !== 'add') return 'The development server only adds pictures.'
  // Before version 7.0 the argument was one picture.
  const images = Array.isArray(claims.images) ? claims.images.filter(isObject) : [claims]
  if (images.length === 0) throw new InsertFailed(insertErrors.nothingChosen)
  const placed: PlacedPicture[] = []
  for (const { url } of images) {
    const bytes = await fetchBytes(insertion, url, {
      maxBytes: mostPictureBytes,
      failed: insertErrors.pictureNotFetched,
      tooLarge: insertErrors.pictureTooLarge,
    })
    const picture = readPicture(bytes)
    if (picture === null) throw new InsertFailed(insertErrors.noPicture)
    placed.push({ picture, after: null, name: pictureName(claims.filename, url) })
  }
  requireEditor(target)
  const block = room.placeOf(caret)?.block
  const after = document.blocks.find(({ id, group }) => id === block && group === undefined)?.id ?? null
  try {
    for (const each of placed) room.insertPicture(target.connection.opening.user.id, { ...each, after })
  } catch {
    throw new InsertFailed(insertErrors.pictureTooLarge)
  }
  return placed.length === 1 ? 'The picture was inserted.' : `${placed.length} pictures were inserted.`
}

/** What the host page says, else the file name in the address, if it is one. */
function pictureName(given: unknown, url: unknown): string | null {
  if (typeof given === 'string' && given !== '') return given.slice(0, 255)
  const last = URL.parse(String(url))?.pathname.split('/').at(-1) ?? ''
  try {
    const name = decodeURIComponent(last)
    return /[^.]\.(png|jpe?g|gif|bmp)$/i.test(name) ? name.slice(0, 255) : null
  } catch {
    return null
  }
}

async function insertText(insertion: Insertion): Promise<string> {
  const { context, target, claims, caret } = insertion
  const { document, room } = insertion.loaded
  const errors = { failed: editorErrors.downloadFailed, tooLarge: editorErrors.tooLarge }
  const bytes = await fetchBytes(insertion, claims.url, errors)
  if (claims.c !== 'insert-text') {
    return 'The document was fetched. The development server does not compare or combine documents; ONLYOFFICE Docs does.'
  }
  if (document.kind !== 'word') return 'The development server puts text into text documents (docx) only.'
  const text = await readText(context, bytes, String(claims.fileType ?? 'docx').toLowerCase())
  if (text === null) return 'The development server takes text from text documents (docx, txt) only.'
  if (text === '') return 'The chosen document has no text.'
  if (text.length > longestText) throw new InsertFailed(editorErrors.tooLarge)
  requireEditor(target)
  const place = room.placeOf(caret) ?? endOf(document, room)
  if (place === null) return 'This document has no paragraph that could take the text.'
  const present = room.texts().get(place.block) ?? ''
  const before = place.at === 0 || present[place.at - 1] === '\n' ? '' : '\n'
  const after = place.at >= present.length || present[place.at] === '\n' ? '' : '\n'
  room.insertText(target.connection.opening.user.id, place.block, before + text + after, place.at)
  return 'The text was inserted.'
}

/** The paragraphs of the body; `null` for a file of another kind. */
async function readText(context: ServerContext, bytes: Uint8Array, fileType: string): Promise<string | null> {
  const document = await context.rooms.openEditable(bytes, fileType).catch(() => null)
  if (document === null) throw new InsertFailed(editorErrors.openFailed)
  if (document.kind !== 'word' && document.kind !== 'text') return null
  const paragraphs = document.blocks.filter(({ group }) => group === undefined).map(({ text }) => text)
  return paragraphs.join('\n').replace(/\n+$/, '')
}

/** The end of the last paragraph of the body, outside of tables where there is one. */
function endOf(document: EditableDocument, room: LoadedDocument['room']): { block: string; at: number } | null {
  const body = document.blocks.filter(({ group }) => group === undefined)
  const last = body.findLast(({ look }) => look?.table === undefined) ?? body.at(-1)
  return last === undefined ? null : { block: last.id, at: room.texts().get(last.id)?.length ?? 0 }
}

async function fetchBytes(
  { context, isSigned }: Insertion,
  url: unknown,
  limits: { maxBytes?: number; failed: EditorError; tooLarge: EditorError },
): Promise<Uint8Array> {
  const { maxBytes, failed, tooLarge } = limits
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new InsertFailed(failed)
  const workDirectory = await context.files.workDirectory()
  try {
    const file = `${workDirectory}/fetched`
    const result = await context.download(url, file, { isSigned, ...(maxBytes !== undefined && { maxBytes }) })
    if (!result.ok) throw new InsertFailed(result.reason === 'tooLarge' ? tooLarge : failed)
    return await readFile(file)
  } finally {
    await removeDirectory(workDirectory)
  }
}
