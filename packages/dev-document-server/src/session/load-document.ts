import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { blankDocument } from '../blank-document.ts'
import type { ServerContext } from '../context.ts'
import { type EditorError, editorErrors } from '../jwt/check-opening.ts'
import { createChangeLog } from './change-log.ts'
import type { LoadedDocument } from './editing-session.ts'

/** Loading failed; `error` is what the editor reports. */
export class LoadingFailed extends Error {
  readonly error: EditorError

  constructor(error: EditorError, options?: ErrorOptions) {
    super(error.errorDescription, options)
    this.error = error
  }
}

/**
 * Content of a key: its forgotten file if there is one, else what the host serves at `url`. An empty file is replaced
 * by a blank document. ONLYOFFICE/server: DocService/sources/canvasservice.js (forgotten), FileConverter (download).
 */
export async function loadDocument(
  context: ServerContext,
  input: { key: string; url: string; fileType: string },
): Promise<LoadedDocument> {
  const { files, forgotten, download, rooms } = context
  const kept = forgotten.find(input.key)
  const extension = kept?.extension ?? input.fileType
  const source = `data/${input.key}/origin.${extension}`
  const file = await files.place(source)
  if (kept === null) {
    const result = await download(input.url, file)
    if (!result.ok) {
      throw new LoadingFailed(result.reason === 'tooLarge' ? editorErrors.tooLarge : editorErrors.downloadFailed)
    }
    if ((await stat(file)).size === 0) {
      const blank = blankDocument(extension)
      if (blank !== null) await files.write(source, blank)
    }
  } else {
    await files.write(source, await files.read(kept.path))
  }
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
