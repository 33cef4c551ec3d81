import type { Core } from '../core.ts'
import { hashId, updateState } from '../session/index.ts'
import { fillIn, texts } from '../texts/index.ts'

const noticeSeconds = 14 * 86_400
const entryOf = (documentId: string): string => `notice/${hashId(documentId)}`

interface Notice {
  /** Name of the document that an edit became. */
  copyName: string
}

/** Leaves word at a document, for whoever opens it next, that it was replaced while it was edited and what the edit is called now. */
export async function leaveNotice(core: Pick<Core, 'host'>, documentId: string, copyName: string): Promise<void> {
  await updateState<Notice>(core.host.state, entryOf(documentId), () => ({
    value: { copyName: copyName.slice(0, 500) },
    ttlSeconds: noticeSeconds,
  }))
}

/** What was left, as a sentence in this language (BCP 47). */
export async function readNotice(
  core: Pick<Core, 'host'>,
  documentId: string,
  locale: string | undefined,
): Promise<string | null> {
  const stored = await core.host.state.get(entryOf(documentId))
  if (stored === null) return null
  return fillIn(texts(locale).noticeConflictCopy, { name: (JSON.parse(stored) as Notice).copyName })
}
