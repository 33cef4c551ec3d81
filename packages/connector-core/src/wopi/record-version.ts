import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import type { StoredDocument } from '../host.ts'
import { writeJson } from '../save/write-json.ts'
import { hashId } from '../session/index.ts'

/** Records a stored save beside those of the Docs API: who and when, and whether it is a version of its own or only an intermediate state. Never throws. */
export async function recordVersion(
  core: Pick<Core, 'folders' | 'host' | 'now'>,
  document: StoredDocument,
  save: { itemVersion: string; isMinor: boolean; editors: readonly string[] },
): Promise<void> {
  try {
    const place = join(core.folders.history, hashId(document.id))
    await mkdir(place, { recursive: true, mode: 0o700 })
    await writeJson(join(place, `wopi-${save.itemVersion}.json`), {
      documentId: document.id,
      version: document.version,
      created: core.now().toISOString(),
      users: save.editors,
      kind: save.isMinor ? 'minor' : 'major',
      history: null,
    })
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
