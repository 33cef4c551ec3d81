import type { Core } from '../core.ts'
import { ConnectorError } from '../errors.ts'
import type { User } from '../host.ts'
import { readCopy } from '../wopi/index.ts'
import { type DocumentAnswer, describeDocument } from './describe-document.ts'
import { findDocument } from './find-document.ts'

/** The document in which a WOPI editor goes on after "Save as". */
export interface CopyAnswer {
  document: DocumentAnswer
  /** As in the answer to "open". */
  shareUrl: string | null
  /** A browser door for that document, where the one that was asked is for its own document only. */
  base?: string
}

/**
 * The copy of this name that this user's last "Save as" in a WOPI editor has made of a document, in the last `withinSeconds`: an older one of the same
 * name is not that which an editor goes on in now. Rights are asked for the copy. Throws `not_found`.
 */
export async function findCopy(
  core: Core,
  id: string,
  user: User,
  { name, withinSeconds }: { name: string; withinSeconds: number },
): Promise<CopyAnswer> {
  const made = await readCopy(core.host, id, user)
  const isNew = made !== null && made.at > core.now().getTime() / 1000 - withinSeconds
  if (!isNew || !made.names.includes(name))
    throw new ConnectorError('not_found', 'You have made no such copy of this document.')
  const { document, permissions } = await findDocument(core, made.id, user)
  return {
    document: await describeDocument(core, await core.settings(), { document, permissions, user }),
    shareUrl: core.host.pages?.document?.(document, permissions.edit ? 'edit' : 'view') ?? null,
  }
}
