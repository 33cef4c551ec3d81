import { randomInt } from 'node:crypto'
import { strToU8, zipSync } from 'fflate'
import type { ServerContext } from '../context.ts'
import { productVersion } from '../options.ts'
import type { EditingSession, LoadedDocument } from './editing-session.ts'

/** An assembled state in the cache: `data/<folder>/output.<filetype>` and, where known, `changes.zip` beside it. */
export interface Assembled {
  folder: string
  filetype: string
  hasChangesFile: boolean
}

/** Puts the current texts back into the original. Throws when that fails. */
export async function assemble(
  context: ServerContext,
  session: EditingSession,
  loaded: LoadedDocument,
): Promise<Assembled> {
  const { files, options } = context
  const texts = loaded.room.texts()
  const filetype = loaded.source.slice(loaded.source.lastIndexOf('.') + 1)
  const changed = new Map(
    loaded.document.blocks.filter((b) => texts.get(b.id) !== b.text).map((b) => [b.id, texts.get(b.id) ?? '']),
  )
  const history = loaded.changes.history(productVersion(options.version))
  const bytes = await loaded.document.save(texts, loaded.room.pictures())
  const folder = `${session.key}_${randomInt(1, 9999)}`
  await files.write(`data/${folder}/output.${filetype}`, bytes)
  if (!loaded.fromForgotten) {
    const runs = history.changes ?? []
    const entries = runs.map((run, index) => [
      `changes${index}.json`,
      strToU8(JSON.stringify({ ...run, texts: index === runs.length - 1 ? Object.fromEntries(changed) : {} })),
    ])
    await files.write(`data/${folder}/changes.zip`, zipSync(Object.fromEntries(entries)))
  }
  return { folder, filetype, hasChangesFile: !loaded.fromForgotten }
}

/** Freshly signed addresses of an assembled state. */
export function assembledUrls(
  context: ServerContext,
  session: EditingSession,
  assembled: Assembled,
): { url: string; changesurl?: string } {
  const sign = (name: string) =>
    context.resultUrls.sign({
      base: session.base,
      path: `data/${assembled.folder}/${name}/${name}`,
      shardkey: session.key,
    })
  return {
    url: sign(`output.${assembled.filetype}`),
    ...(assembled.hasChangesFile ? { changesurl: sign('changes.zip') } : {}),
  }
}
