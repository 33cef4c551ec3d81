import type { History, HistoryChange } from '../callback/event.ts'

/** Who changed a document when, since it was opened; runs of one author are one entry. */
export interface ChangeLog {
  add(user: { id: string; name: string }, at: Date): void
  /** Number of changes so far: tells whether a force-saved state is still the current one. */
  count(): number
  clear(): void
  /** Author of the last change. */
  lastAuthor(): string | null
  /** ISO time of the last change, to the second, as the real server's database keeps it. */
  lastSave(): string | null
  history(serverVersion: string): History
}

/** `documentSha256` names the state before the first change. */
export function createChangeLog(documentSha256: string): ChangeLog {
  let runs: HistoryChange[] = []
  let count = 0
  let last: { id: string; at: Date } | null = null
  return {
    add(user, at) {
      count += 1
      last = { id: user.id, at }
      if (runs.at(-1)?.user.id === user.id) return
      const created = at.toISOString().slice(0, 19).replace('T', ' ')
      runs.push({ documentSha256, created, user: { id: user.id, name: user.name } })
    },
    count: () => count,
    clear() {
      runs = []
      count = 0
      last = null
    },
    lastAuthor: () => last?.id ?? null,
    lastSave: () => (last === null ? null : `${last.at.toISOString().slice(0, 19)}.000Z`),
    history: (serverVersion) => ({ serverVersion, changes: runs.map((run) => ({ ...run, user: { ...run.user } })) }),
  }
}
