import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ErrorCode } from '../errors.ts'
import type { SpooledFile } from '../host.ts'
import { reopenSpooled } from './spool.ts'
import { writeJson } from './write-json.ts'

/** One save that has its bytes but is not settled yet. Lies beside the spooled file, under the same name. */
export interface JournalEntry {
  key: string
  /** The document that the callback's link names; the key record may since point to a conflict copy. */
  documentId: string
  status: number
  /** `save`: over the document; `submission`: a filled form, a document of its own; `quarantine`: not trusted, to the recovery area. */
  kind: 'save' | 'submission' | 'quarantine'
  /** When it arrived, ISO 8601. */
  at: string
  /** Identifies the callback: a repeated one has the same. */
  mark: string
  /** Extension of the bytes, as Document Server says. */
  fileType: string | null
  userId: string | null
  lastSave: string | null
  size: number
  sha256: string
  /** Decided already, but the recovery area could not take it: there it belongs, and nowhere else. */
  refusal?: { code: ErrorCode; message: string }
}

export interface OpenJournalEntry {
  entry: JournalEntry
  file: SpooledFile
}

/** What nobody has written to for this long is swept: a file under way grows all the time. */
const abandonedMilliseconds = 3_600_000

const entryPath = (file: SpooledFile): string => file.path.replace(/\.bin$/, '.json')

/** Records the save; from here on a restart finishes it. */
export async function writeJournal(file: SpooledFile, entry: JournalEntry): Promise<void> {
  await writeJson(entryPath(file), entry)
}

/** Forgets the save and its bytes, once it is settled or its bytes are kept elsewhere. The record goes first: bytes without one are only litter. */
export async function clearJournal(file: SpooledFile): Promise<void> {
  await rm(entryPath(file), { force: true })
  await rm(file.path, { force: true })
}

/**
 * The saves that were left unsettled, oldest first: by a stopped process, or for at least `restingSeconds`. Sweeps what was abandoned halfway through its
 * download.
 */
export async function readJournal(folder: string, now: Date, restingSeconds = 0): Promise<OpenJournalEntry[]> {
  const names = await readdir(folder).catch(() => [] as string[])
  const found: (OpenJournalEntry & { at: number })[] = []
  for (const name of names) {
    const path = join(folder, name)
    if (name.endsWith('.json')) {
      const written = (await stat(path).catch(() => null))?.mtimeMs ?? now.getTime()
      if (restingSeconds > 0 && now.getTime() - written < restingSeconds * 1000) continue
      const entry = await readFile(path, 'utf8').then(
        (text) => JSON.parse(text) as JournalEntry,
        () => null,
      )
      if (entry === null) continue
      // what cannot be read at the moment stays for the next start
      const file = await reopenSpooled(path.replace(/\.json$/, '.bin'), entry).catch(() => undefined)
      const at = (await stat(path).catch(() => null))?.mtimeMs
      if (file === null) await rm(path, { force: true })
      else if (file !== undefined && at !== undefined) found.push({ entry, file, at })
      continue
    }
    const recorded = names.includes(name.replace(/\.(bin|part)$/, '.json'))
    const age = now.getTime() - ((await stat(path).catch(() => null))?.mtimeMs ?? now.getTime())
    if (!recorded && age > abandonedMilliseconds) await rm(path, { force: true })
  }
  return found.sort((a, b) => a.at - b.at)
}
