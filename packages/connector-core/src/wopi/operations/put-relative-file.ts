import { rm } from 'node:fs/promises'
import { numberedName, safeFileName } from '../../create/index.ts'
import { ConnectorError, hasCode } from '../../errors.ts'
import type { SpooledFile, StoredDocument, User } from '../../host.ts'
import { placeDocument } from '../../save/place.ts'
import { answerJson, conflict } from '../answer.ts'
import { type FileCall, header, isTrue, mayWrite, type WopiCall } from '../call.ts'
import { fileAddress, hostPages } from '../file-links.ts'
import { findDamage } from '../find-damage.ts'
import { forgetKeptEdits } from '../kept-edits.ts'
import { noteCopy } from '../made-copies.ts'
import { receiveBody } from '../receive-body.ts'
import { exactName, suggestedName } from '../requested-name.ts'
import { encodeUtf7 } from '../utf7.ts'

/** Where a new file goes. */
interface Place {
  beside: string | null
  folder?: string | null
  /** Stands in for a name that nothing can be made of. */
  fallback: string
}

/**
 * PutRelativeFile: the body becomes a new document beside this one, or takes the place of another. The answer carries the `LastModifiedTime` of this
 * document: clients of Collabora take it for what they have open.
 */
export async function putRelativeFile(call: FileCall): Promise<Response> {
  const { core, document, request, user } = call
  const asked = readTarget(call)
  if (call.claims.right !== 'edit' || !(await core.host.access.mayCreate(user, { beside: document.id })))
    throw new ConnectorError('not_supported', 'You may not add documents beside this one.')
  const name = 'exact' in asked ? exactName(asked.exact) : suggestedName(asked.suggested, document.name)
  const file = await receiveBody(core, request)
  try {
    const placed = await placeFile(call, { ...asked, name }, file, { beside: document.id, fallback: document.name })
    if (placed instanceof Response) return placed
    await forgetKeptEdits(core, { documentId: document.id, lockId: null, sha256: file.sha256 })
    await noteCopy(core.host, document, user, { document: placed, asked: name, now: core.now() })
    const { lastModified } = await core.itemVersions.of(document)
    return answerJson({
      Name: placed.name,
      Url: await fileAddress(call, placed.id),
      ...hostPages(call, placed),
      LastModifiedTime: lastModified,
    })
  } finally {
    await rm(file.path, { force: true })
  }
}

/** One of the two headers. Throws `not_supported` for both, `bad_request` for none. */
export function readTarget(call: WopiCall): { suggested: string } | { exact: string; overwrite: boolean } {
  const suggested = header(call, 'x-wopi-suggestedtarget')
  const exact = header(call, 'x-wopi-relativetarget')
  if (suggested !== null && exact !== null)
    throw new ConnectorError('not_supported', 'A target is either suggested or exact.')
  if (suggested !== null) return { suggested }
  if (exact !== null) return { exact, overwrite: isTrue(header(call, 'x-wopi-overwriterelativetarget')) }
  throw new ConnectorError('bad_request', 'The name of the new document is missing.')
}

/** Adds the document, or answers 409 where an exact name is taken and may not be overwritten. */
export async function placeFile(
  call: WopiCall,
  target: { name: string; overwrite?: boolean; exact?: string },
  body: SpooledFile,
  { beside, folder, fallback }: Place,
): Promise<StoredDocument | Response> {
  const { core, user } = call
  const { documents } = core.host
  const where = { beside, folder, body, by: user }
  if (target.exact === undefined) {
    try {
      return await placeDocument(documents, { ...where, name: target.name })
    } catch (error) {
      if (!hasCode(error, 'name_invalid')) throw error
      return await placeDocument(documents, {
        ...where,
        name: safeFileName(target.name.replace(/[^\w. -]/g, '_'), fallback),
      })
    }
  }
  try {
    return await placeDocument(documents, { ...where, name: target.name }, 1)
  } catch (error) {
    if (!hasCode(error, 'name_taken')) throw error
    if (target.overwrite !== true) return await nameConflict(call, target.name, { beside, folder })
    return await overwrite(call, target.name, body, { beside, folder }, user)
  }
}

async function overwrite(
  { core }: WopiCall,
  name: string,
  body: SpooledFile,
  where: { beside: string | null; folder?: string | null },
  user: User,
): Promise<StoredDocument | Response> {
  const { access, documents } = core.host
  const target = (await documents.findByName?.(name, where)) ?? null
  if (target === null || !mayWrite(await access.permissions(user, target)))
    throw new ConnectorError('not_supported', `${name} exists, and you may not replace it.`)
  return await core.leases.hold(target.id, async () => {
    const lock = await core.wopiLocks.current(target.id)
    if (lock !== null) return conflict(lock.id, 'The document of this name is being edited.')
    if (await core.sessions.isEdited(target.id))
      return conflict('', 'The document of this name is being edited in ONLYOFFICE.')
    const present = await documents.find(target.id)
    if (present === null) throw new ConnectorError('not_found', 'The document of this name was deleted meanwhile.')
    const damage = await findDamage(body, present)
    if (damage !== null) throw damage
    const stored = await documents.write(present.id, body, { ifVersion: present.version, by: user, reason: 'save' })
    await core.itemVersions.written(stored)
    return stored
  })
}

/** Offers a name that is free; Microsoft's clients take it without asking. */
async function nameConflict(
  { core }: WopiCall,
  name: string,
  where: { beside: string | null; folder?: string | null },
): Promise<Response> {
  const answer = conflict('', 'The name is taken.')
  for (let number = 2; number <= 20; number += 1) {
    const free = numberedName(name, number)
    if (await core.host.documents.nameTaken?.(free, where)) continue
    answer.headers.set('x-wopi-validrelativetarget', encodeUtf7(free))
    break
  }
  return answer
}
