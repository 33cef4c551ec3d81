import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { blankDocument } from '../../blank-document.ts'
import { editorErrors } from '../../jwt/check-opening.ts'
import { AnswerTooLarge, sendRequest } from '../../outgoing/send-request.ts'
import { createChangeLog } from '../../session/change-log.ts'
import type { LoadedDocument } from '../../session/editing-session.ts'
import { LoadingFailed } from '../../session/load-document.ts'
import type { WopiTarget } from '../wopi-call.ts'
import type { WopiContext } from './wopi-context.ts'
import type { WopiSession } from './wopi-session.ts'

/**
 * The content of a session: its forgotten file, a template, `FileUrl`, or GetFile. An empty file shows a blank document. Throws {@link LoadingFailed}.
 * ONLYOFFICE docs: "WOPI, CheckFileInfo"; Collabora's SDK: "TemplateSource".
 */
export async function loadWopiContent(
  context: WopiContext,
  session: WopiSession,
  target: WopiTarget,
): Promise<LoadedDocument> {
  const { files, forgotten, rooms } = context.server
  const kept = session.flavour === 'onlyoffice' ? forgotten.find(session.key) : null
  const extension = kept?.extension ?? session.info.extension
  const source = `data/${session.key}/origin.${extension}`
  const file = await files.place(source)
  if (kept === null) await fetchContent(context, session, target, file)
  else await files.write(source, await files.read(kept.path))
  if ((await stat(file)).size === 0) {
    const blank = blankDocument(extension)
    if (blank !== null) await files.write(source, blank)
  }
  session.mustSave = kept !== null || session.info.templateSource !== null
  const bytes = await readFile(file)
  try {
    const document = await rooms.openEditable(bytes, extension)
    return {
      document,
      room: rooms.createRoom(document),
      changes: createChangeLog(createHash('sha256').update(bytes).digest('hex')),
      source,
      fromForgotten: kept !== null,
    }
  } catch (cause) {
    throw new LoadingFailed(editorErrors.openFailed, { cause })
  }
}

async function fetchContent(context: WopiContext, session: WopiSession, target: WopiTarget, file: string) {
  const { info, flavour } = session
  const { files, options } = context.server
  if (info.templateSource !== null) return await fetchUnsigned(context, info.templateSource, file)
  if (info.size === 0) return await files.write(`data/${session.key}/origin.${info.extension}`, new Uint8Array())
  if (info.fileUrl !== null) {
    try {
      return await fetchUnsigned(context, info.fileUrl, file)
    } catch (error) {
      // Only Collabora falls back on GetFile.
      if (flavour === 'onlyoffice') throw error
    }
  }
  const answer = await context.client.call(flavour, {
    operation: 'GetFile',
    target,
    maxExpectedSize: flavour === 'onlyoffice' ? options.maxDownloadBytes : undefined,
    toFile: file,
  })
  if (answer.status === 412) throw new LoadingFailed(editorErrors.tooLarge)
  if (answer.status !== 200 && answer.status !== 206) throw new LoadingFailed(editorErrors.downloadFailed)
}

/** Addresses that authorise themselves: no token, no proof. */
async function fetchUnsigned(context: WopiContext, url: string, file: string): Promise<void> {
  const { options } = context.server
  try {
    const { status } = await sendRequest({
      method: 'GET',
      url,
      headers: [['Accept', '*/*']],
      timeoutMs: options.wopi.requestTimeoutMs,
      maxBytes: options.maxDownloadBytes,
      toFile: file,
    })
    if (status !== 200 && status !== 206) throw new LoadingFailed(editorErrors.downloadFailed)
  } catch (cause) {
    if (cause instanceof LoadingFailed) throw cause
    const error = cause instanceof AnswerTooLarge ? editorErrors.tooLarge : editorErrors.downloadFailed
    throw new LoadingFailed(error, { cause })
  }
}
