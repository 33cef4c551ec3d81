import { readFile } from 'node:fs/promises'
import type { ServerContext } from '../context.ts'
import { editorErrors } from '../jwt/check-opening.ts'
import { isObject, verifyToken } from '../jwt/verify.ts'
import type { DocumentBlock, PageMessage } from '../rooms.ts'
import { removeDirectory } from '../storage/file-store.ts'
import type { EditorConnection } from './editor-connection.ts'
import { forceSave } from './force-save.ts'
import { insertFromStorage } from './insert-from-storage.ts'
import { sendPicture } from './send-picture.ts'
import type { EditorOpening, Sessions } from './sessions.ts'

/** Handles what an opened page (or the driver) asks for, apart from typing. */
export async function handlePageMessage(
  context: ServerContext,
  sessions: Sessions,
  opening: EditorOpening,
  message: Exclude<PageMessage, { type: 'open' }>,
): Promise<void> {
  const { connection } = opening
  if (message.type === 'close') sessions.leave(connection)
  else if (message.type === 'save') await pressSave(context, opening)
  else if (message.type === 'downloadAs') await downloadAs(context, opening, message)
  else if (message.type === 'history') await showHistory(context, opening, message.data)
  else if (message.type === 'fetch') await fetchForEditor(context, opening, message.data)
  else if (message.type === 'insert') insertFromStorage(context, opening, message, true)
  else if (message.type === 'picture') sendPicture(connection, message.id)
}

/** The Save button sends a callback 6 only when `customization.forcesave` is on. */
async function pressSave(context: ServerContext, { connection, session }: EditorOpening): Promise<void> {
  const { peer, opening, isEditor } = connection
  if (!isEditor || !opening.forcesave) {
    peer.send({ type: 'forcesave', state: 'finished', ok: null })
    return
  }
  const outcome = await forceSave(context, session, { type: 1, userId: opening.user.id })
  if (outcome === 'nothing') {
    peer.send({ type: 'forcesave', state: 'finished', ok: null })
  } else if ('sent' in outcome) {
    peer.send({ type: 'forcesave', state: 'finished', ok: outcome.sent })
  } else {
    peer.send({ type: 'forcesave', state: 'started' })
    peer.send({ type: 'forcesave', state: 'finished', ok: await outcome.started })
  }
}

/** Converts the current text, if asked for, and answers with an address of the result. */
export async function downloadAs(
  context: ServerContext,
  { connection, session }: { connection: EditorConnection; session: { key: string; base: string } },
  message: Extract<PageMessage, { type: 'downloadAs' }>,
): Promise<void> {
  const { loaded } = connection
  if (loaded === null) return
  const { files, rooms, resultUrls } = context
  const from = loaded.source.slice(loaded.source.lastIndexOf('.') + 1)
  const to = message.format?.toLowerCase() ?? from
  const folder = `${session.key}_${Date.now() % 10_000}d`
  const workDirectory = await files.workDirectory()
  try {
    const stored = `data/${folder}/output.${from}`
    await files.write(stored, await loaded.document.save(loaded.room.texts(), loaded.room.pictures()))
    let fileType = from
    if (to !== from) {
      const input = await files.place(stored)
      const signal = AbortSignal.timeout(300_000)
      const converted = await rooms.convertDocument({ input, from, to, workDirectory, signal })
      fileType = converted.extension
      await files.copy(converted.path, `data/${folder}/output.${fileType}`)
    }
    const title = `${(message.title ?? connection.opening.title).replace(/\.[^.]*$/, '')}.${fileType}`
    const path = `data/${folder}/output.${fileType}/${title.replaceAll('/', '_')}`
    const url = resultUrls.sign({ base: session.base, path, shardkey: session.key })
    connection.peer.send({ type: 'downloadAs', purpose: message.purpose, url, fileType, title })
  } catch {
    connection.peer.send({ type: 'error', ...editorErrors.openFailed })
  } finally {
    await removeDirectory(workDirectory)
  }
}

/** A history token is known by its `version`; all three addresses are fetched with a header token. ONLYOFFICE docs: "Viewing document history". */
async function showHistory(
  context: ServerContext,
  { connection }: EditorOpening,
  data: Record<string, unknown>,
): Promise<void> {
  const claims = methodClaims(context, data)
  const version = claims?.version
  if (claims === null || typeof version !== 'number' || version === 0) {
    connection.peer.send({ type: 'error', ...editorErrors.tokenInvalid })
    return
  }
  try {
    const blocks = await fetchBlocks(context, claims)
    const previous = isObject(claims.previous) ? await fetchBlocks(context, claims.previous) : undefined
    if (typeof claims.changesUrl === 'string') await fetchBytes(context, claims.changesUrl)
    connection.peer.send({ type: 'history', version, blocks, previous })
  } catch {
    connection.peer.send({ type: 'error', ...editorErrors.downloadFailed })
  }
}

/** Reference data and mail merge lists: verified and fetched, to prove that the host serves them. */
async function fetchForEditor(
  context: ServerContext,
  { connection }: EditorOpening,
  data: Record<string, unknown>,
): Promise<void> {
  const claims = methodClaims(context, data)
  if (claims === null) {
    connection.peer.send({ type: 'fetched', ok: false, errorCode: editorErrors.tokenInvalid.errorCode })
    return
  }
  try {
    const bytes = (await fetchBytes(context, String(claims.url))).length
    connection.peer.send({ type: 'fetched', ok: true, bytes })
  } catch {
    connection.peer.send({ type: 'fetched', ok: false, errorCode: editorErrors.downloadFailed.errorCode })
  }
}

function methodClaims(context: ServerContext, data: Record<string, unknown>): Record<string, unknown> | null {
  const { secret, now } = context.options
  if (secret === null) return data
  const verified = verifyToken(data.token, secret, now())
  return verified.ok ? verified.claims : null
}

async function fetchBlocks(context: ServerContext, from: Record<string, unknown>): Promise<readonly DocumentBlock[]> {
  const bytes = await fetchBytes(context, String(from.url))
  return (await context.rooms.openEditable(bytes, String(from.fileType ?? 'docx'))).blocks
}

async function fetchBytes(context: ServerContext, url: string): Promise<Uint8Array> {
  const workDirectory = await context.files.workDirectory()
  try {
    const file = `${workDirectory}/fetched`
    const result = await context.download(url, file)
    if (!result.ok) throw new Error('Download failed')
    return await readFile(file)
  } finally {
    await removeDirectory(workDirectory)
  }
}
