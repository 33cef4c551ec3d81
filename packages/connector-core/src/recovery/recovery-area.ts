import { randomBytes } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ConnectorError, type ErrorCode } from '../errors.ts'
import type { SpooledFile } from '../host.ts'
import { copyDurably, spooledFile, syncFolder } from '../save/spool.ts'
import { writeJson } from '../save/write-json.ts'

/** One edited file that could not be stored. The bytes are ours until an administrator retries or discards. */
export interface RecoveryEntry {
  id: string
  /** Where it belongs; the document may be gone. */
  documentId: string | null
  /** File name for the copy, extension as the bytes are. */
  name: string
  size: number
  sha256: string
  /** ISO 8601. */
  at: string
  user: { id: string; name: string } | null
  key: string | null
  /** The version that the edit was based on. */
  baseVersion: string | null
  reason: { code: ErrorCode; message: string }
  /** Of a save that is a whole state of its session. Absent: a submission, or bytes that may be damaged; then nothing stands for anything else. */
  state?: { final: boolean; lastSave: string | null }
}

/** The recovery area: a folder with two files an entry, which is all the truth there is about it. */
export interface RecoveryArea {
  /** Takes the bytes over; resolves when they are durable. The same bytes of the same key are kept once. */
  keep(file: SpooledFile, entry: Omit<RecoveryEntry, 'id' | 'size' | 'sha256'>): Promise<RecoveryEntry>
  /** Newest first. */
  list(): Promise<RecoveryEntry[]>
  /** Throws `not_found`. */
  open(id: string): Promise<{ entry: RecoveryEntry; file: SpooledFile }>
  /** Deletes what came damaged of a session's final save, once the same save has come whole and is stored. */
  discardDamaged(key: string): Promise<void>
  /** Deletes an entry for good. Throws `not_found`. */
  discard(id: string): Promise<void>
}

/** A later state of the same person's session holds all of an intermediate one. */
function isContained(held: RecoveryEntry, later: RecoveryEntry): boolean {
  if (held.user?.id !== later.user?.id || held.state === undefined || later.state === undefined) return false
  if (held.state.final || held.state.lastSave === null || later.state.lastSave === null) return false
  return held.state.lastSave <= later.state.lastSave
}

/** Spool and recovery area lie on one file system, so a link costs nothing and cannot be torn; not every file system has links. */
async function takeOver(file: SpooledFile, to: string): Promise<void> {
  try {
    await link(file.path, to)
  } catch {
    await copyDurably(file.path, to)
  }
}

export function createRecoveryArea(folder: string): RecoveryArea {
  const path = (id: string, extension: string): string => join(folder, `${id}.${extension}`)

  async function read(id: string): Promise<RecoveryEntry | null> {
    if (!/^[0-9a-f]{24}$/.test(id)) return null
    return await readFile(path(id, 'json'), 'utf8').then(
      (text) => ({ ...(JSON.parse(text) as RecoveryEntry), id }),
      () => null,
    )
  }

  async function list(): Promise<RecoveryEntry[]> {
    const names = await readdir(folder).catch(() => [] as string[])
    const entries = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => read(name.slice(0, -5))),
    )
    return entries.filter((entry) => entry !== null).sort((a, b) => (a.at < b.at ? 1 : -1))
  }

  return {
    list,

    async keep(file, entry) {
      const earlier = (await list()).filter(
        (held) => entry.key !== null && held.key === entry.key && held.documentId === entry.documentId,
      )
      const same = earlier.find((held) => held.sha256 === file.sha256)
      if (same !== undefined) return same
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const kept: RecoveryEntry = {
        ...entry,
        id: randomBytes(12).toString('hex'),
        size: file.size,
        sha256: file.sha256,
      }
      await takeOver(file, path(kept.id, 'bin'))
      await syncFolder(folder)
      await writeJson(path(kept.id, 'json'), kept)
      for (const held of earlier.filter((held) => isContained(held, kept))) {
        await rm(path(held.id, 'json'), { force: true })
        await rm(path(held.id, 'bin'), { force: true })
      }
      return kept
    },

    async open(id) {
      const entry = await read(id)
      if (entry === null) throw new ConnectorError('not_found', 'The recovery area has no such entry. Reload the list.')
      return { entry, file: spooledFile(path(id, 'bin'), entry.size, entry.sha256) }
    },

    async discardDamaged(key) {
      for (const held of await list()) {
        if (held.key !== key || held.state?.final !== true || held.reason.code !== 'content_mismatch') continue
        await rm(path(held.id, 'json'), { force: true })
        await rm(path(held.id, 'bin'), { force: true })
      }
    },

    async discard(id) {
      if ((await read(id)) === null)
        throw new ConnectorError('not_found', 'The recovery area has no such entry. Reload the list.')
      await rm(path(id, 'json'), { force: true })
      await rm(path(id, 'bin'), { force: true })
    },
  }
}
