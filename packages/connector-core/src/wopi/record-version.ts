import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import type { StoredDocument } from '../host.ts'
import { writeJson } from '../save/write-json.ts'
import { hashId } from '../session/index.ts'

interface VersionRecord {
  documentId: string
  version: string
  created: string
  users: readonly string[]
  kind: 'minor' | 'major'
  /** {@link WopiLock.session}; null: no lock. */
  session: string | null
  /** Nothing is told over WOPI of the changes themselves. */
  history: null
}

type Recording = Pick<Core, 'folders' | 'host' | 'now'>

/** So many saves of a document are remembered. */
const mostRecords = 500

const placeOf = (core: Recording, documentId: string): string => join(core.folders.history, hashId(documentId))
/** Item versions count up. */
const numberOf = (name: string): number => Number(/^wopi-.*\.(\d+)\.json$/.exec(name)?.[1] ?? Number.NaN)

/**
 * Records a stored save beside those of the Docs API: who and when, and whether it is a version of its own or only an intermediate state. A later save of the
 * same session takes the place of an intermediate one. Never throws.
 */
export async function recordVersion(
  core: Recording,
  document: StoredDocument,
  save: { itemVersion: string; isMinor: boolean; editors: readonly string[]; session: string | null },
): Promise<void> {
  await orWarn(core, document, async () => {
    const place = placeOf(core, document.id)
    await mkdir(place, { recursive: true, mode: 0o700 })
    const names = await namesIn(place)
    const newest = names[0]
    const before = newest === undefined ? null : await read(join(place, newest))
    const isContained = before?.kind === 'minor' && save.session !== null && before.session === save.session
    const record: VersionRecord = {
      documentId: document.id,
      version: document.version,
      created: core.now().toISOString(),
      users: isContained ? [...new Set([...before.users, ...save.editors])].slice(-50) : save.editors,
      kind: save.isMinor ? 'minor' : 'major',
      session: save.session,
      history: null,
    }
    const own = `wopi-${save.itemVersion}.json`
    await writeJson(join(place, own), record)
    const over = [...(isContained ? names.slice(0, 1) : []), ...names.slice(mostRecords - 1)]
    for (const name of over) if (name !== own) await rm(join(place, name), { force: true })
  })
}

/** The last save of a session brought nothing new: what an intermediate one has stored is the version. Never throws. */
export async function recordMajor(core: Recording, document: StoredDocument): Promise<void> {
  await orWarn(core, document, async () => {
    const place = placeOf(core, document.id)
    const [newest] = await namesIn(place)
    const record = newest === undefined ? null : await read(join(place, newest))
    if (newest === undefined || record?.kind !== 'minor' || record.version !== document.version) return
    await writeJson(join(place, newest), { ...record, kind: 'major' })
  })
}

/** Newest first. */
async function namesIn(place: string): Promise<string[]> {
  const names = await readdir(place).catch(() => [] as string[])
  return names.filter((name) => !Number.isNaN(numberOf(name))).sort((a, b) => numberOf(b) - numberOf(a))
}

async function read(path: string): Promise<VersionRecord | null> {
  return await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as VersionRecord,
    () => null,
  )
}

async function orWarn(core: Recording, document: StoredDocument, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    core.host.log({
      level: 'warn',
      code: 'history.record',
      message: 'The edit history of a save could not be recorded; the save itself is stored.',
      documentId: document.id,
      cause,
    })
  }
}
