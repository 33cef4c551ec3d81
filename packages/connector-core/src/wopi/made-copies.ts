import type { Host, StoredDocument, User } from '../host.ts'
import { hashId, updateState } from '../session/index.ts'

/** What somebody's last "Save as" in an editor has made of a document. */
export interface MadeCopy {
  id: string
  /** As it is stored, and as it was asked for: the host takes another name when that one is taken. */
  names: readonly string[]
  /** When it was made: seconds since 1970. */
  at: number
}

/** As long as the session in which it was made. */
const copySeconds = 86_400

const entryOf = (original: string, user: User): string => `copy/${hashId(original)}/${hashId(user.id)}`

/** Notes a copy for the page around the editor, which goes on in it and tells its page only the name. */
export async function noteCopy(
  { state }: Pick<Host, 'state'>,
  original: StoredDocument,
  user: User,
  copy: { document: StoredDocument; asked: string; now: Date },
): Promise<void> {
  const { id, name } = copy.document
  const value: MadeCopy = { id, names: [name, copy.asked], at: Math.floor(copy.now.getTime() / 1000) }
  await updateState<MadeCopy>(state, entryOf(original.id, user), () => ({ value, ttlSeconds: copySeconds }))
}

/** Null: this user has made none. */
export async function readCopy({ state }: Pick<Host, 'state'>, original: string, user: User): Promise<MadeCopy | null> {
  const stored = await state.get(entryOf(original, user))
  return stored === null ? null : (JSON.parse(stored) as MadeCopy)
}
