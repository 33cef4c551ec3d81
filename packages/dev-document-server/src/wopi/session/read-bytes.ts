import { readFile } from 'node:fs/promises'
import type { LoadedDocument } from '../../session/editing-session.ts'
import { removeDirectory } from '../../storage/file-store.ts'
import type { WopiContext } from './wopi-context.ts'

/** The current text as a file of this format. Throws what the converter throws. */
export async function readBytes(context: WopiContext, loaded: LoadedDocument, to: string): Promise<Uint8Array> {
  const { files, rooms } = context.server
  const from = loaded.source.slice(loaded.source.lastIndexOf('.') + 1)
  const bytes = await loaded.document.save(loaded.room.texts(), loaded.room.pictures())
  if (to === from || to === '') return bytes
  const workDirectory = await files.workDirectory()
  const path = `${loaded.source}.${Date.now()}.${from}`
  try {
    await files.write(path, bytes)
    const input = await files.place(path)
    const signal = AbortSignal.timeout(300_000)
    const converted = await rooms.convertDocument({ input, from, to, workDirectory, signal })
    return await readFile(converted.path)
  } finally {
    await removeDirectory(workDirectory)
    await removeDirectory(await files.place(path))
  }
}
