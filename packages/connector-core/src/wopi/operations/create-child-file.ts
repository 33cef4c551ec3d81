import { rm } from 'node:fs/promises'
import { spool } from '../../save/spool.ts'
import { answerJson } from '../answer.ts'
import { type FolderCall, requireWrite } from '../call.ts'
import { fileAddress, hostPages } from '../file-links.ts'
import { exactName, suggestedName } from '../requested-name.ts'
import { placeFile, readTarget } from './put-relative-file.ts'

/** CreateChildFile: an empty document in this folder. */
export async function createChildFile(call: FolderCall): Promise<Response> {
  const { core, folder, user } = call
  const asked = readTarget(call)
  requireWrite(call, await core.host.access.mayCreate(user, { beside: null, folder: folder.id }))
  const fallback = 'Document'
  const name = 'exact' in asked ? exactName(asked.exact) : suggestedName(asked.suggested, fallback)
  const file = await spool(nothing(), { folder: core.folders.spool, maxBytes: 0 })
  try {
    const placed = await placeFile(call, { ...asked, name }, file, { beside: null, folder: folder.id, fallback })
    if (placed instanceof Response) return placed
    return answerJson({ Name: placed.name, Url: await fileAddress(call, placed.id), ...hostPages(call, placed) })
  } finally {
    await rm(file.path, { force: true })
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
