import type { StateStore } from '../host.ts'
import { checkEntry } from './entry-limits.ts'

interface Entry {
  value: string
  /** Milliseconds since the epoch; infinite for ever. */
  expiresAt: number
}

/** A state store that lives and dies with this process: for tests, and for a single process that may forget its sessions. */
export function memoryState(options: { now?: () => Date } = {}): StateStore {
  const entries = new Map<string, Entry>()
  const now = () => (options.now?.() ?? new Date()).getTime()

  const live = (key: string): string | null => {
    const entry = entries.get(key)
    if (entry === undefined) return null
    if (entry.expiresAt > now()) return entry.value
    entries.delete(key)
    return null
  }

  return {
    async get(key) {
      return live(key)
    },
    async swap(key, expected, next, ttlSeconds) {
      checkEntry(key, next)
      if (live(key) !== expected) return false
      if (next === null) entries.delete(key)
      else {
        const expiresAt = ttlSeconds === null ? Number.POSITIVE_INFINITY : now() + ttlSeconds * 1000
        entries.set(key, { value: next, expiresAt })
      }
      return true
    },
    async list(prefix, { limit, after = '' }) {
      const keys = [...entries.keys()].filter((key) => key.startsWith(prefix) && key > after && live(key) !== null)
      return keys
        .sort()
        .slice(0, limit)
        .map((key) => ({ key, value: entries.get(key)!.value }))
    },
  }
}
