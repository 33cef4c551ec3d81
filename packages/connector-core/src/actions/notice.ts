import type { Core } from '../core.ts'
import { hashId, updateState } from '../session/index.ts'

const noticeSeconds = 14 * 86_400

/** What the people are told whose edit became a document of its own. */
export function noticeOfCopy(copyName: string): string {
  return `While this document was being edited, it was replaced. The edit is kept as ${copyName}.`
}

/** Leaves a sentence at a document for whoever opens it next. */
export async function leaveNotice(core: Pick<Core, 'host'>, documentId: string, text: string): Promise<void> {
  await updateState<{ text: string }>(core.host.state, `notice/${hashId(documentId)}`, () => ({
    value: { text: text.slice(0, 1000) },
    ttlSeconds: noticeSeconds,
  }))
}

export async function readNotice(core: Pick<Core, 'host'>, documentId: string): Promise<string | null> {
  const stored = await core.host.state.get(`notice/${hashId(documentId)}`)
  return stored === null ? null : (JSON.parse(stored) as { text: string }).text
}
