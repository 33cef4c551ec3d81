import type { Core } from '../core.ts'
import { type ConnectorError, hasCode } from '../errors.ts'
import type { SpooledFile } from '../host.ts'
import type { RecoveryEntry } from '../recovery/index.ts'
import { hashId, updateState } from '../session/index.ts'

/** An edit that a client offered and that could not be stored, as the shared state remembers it. */
interface KeptEdit {
  /** Of the recovery entry. */
  id: string
  /** Hash of the lock that it came with: its session. */
  session: string
  sha256: string
}

/** What is known of the one who offers an edit. */
export interface Offered {
  documentId: string
  name: string
  file: SpooledFile
  user: { id: string; name: string }
  lockId: string | null
  /** The version that is stored now. */
  baseVersion: string | null
}

const rememberSeconds = 30 * 86_400
const mostRemembered = 20
const entryOf = (documentId: string): string => `wopi/kept/${hashId(documentId)}`
/** Of a recovery entry: one for every lock. */
const keyOf = (lockId: string | null): string => `wopi.${sessionOf(lockId)}`
const sessionOf = (lockId: string | null): string => (lockId === null ? '' : hashId(lockId).slice(0, 16))

/** True while an edit of the document lies in the recovery area that a later save of its session would replace. */
export async function hasKeptEdits(
  core: Pick<Core, 'host' | 'recovery'>,
  { documentId, lockId }: { documentId: string; lockId: string | null },
): Promise<boolean> {
  if ((await core.host.state.get(entryOf(documentId))) !== null) return true
  // one that was kept while the state was away is in no other list
  return (await core.recovery.list()).some((held) => held.documentId === documentId && held.key === keyOf(lockId))
}

/** SHA-256 of the edits of one session that were kept. */
export async function keptHashes(
  core: Pick<Core, 'host'>,
  { documentId, lockId }: { documentId: string; lockId: string },
): Promise<string[]> {
  const text = await core.host.state.get(entryOf(documentId))
  const kept = text === null ? [] : (JSON.parse(text) as KeptEdit[])
  return kept.filter(({ session }) => session === sessionOf(lockId)).map(({ sha256 }) => sha256)
}

/**
 * Puts refused bytes into the recovery area: after a refusal, clients drop the text when the person closes the tab. False when it could not take them; that is
 * logged. Never throws.
 */
export async function keepEdit(core: Core, offered: Offered, why: ConnectorError): Promise<boolean> {
  const { documentId, file, lockId } = offered
  if (file.size === 0) return true
  let entry: RecoveryEntry
  try {
    entry = await core.recovery.keep(file, {
      documentId,
      name: offered.name,
      at: core.now().toISOString(),
      user: offered.user,
      key: keyOf(lockId),
      baseVersion: offered.baseVersion,
      reason: { code: why.code, message: why.message },
    })
  } catch (cause) {
    core.host.log({
      level: 'error',
      code: 'wopi.kept',
      message:
        'A refused edit could not be kept in the recovery area. It stays in the spool folder, and is tried again within the hour. Check free space and rights of the data directory.',
      documentId,
      cause,
    })
    return false
  }
  core.host.log({
    level: 'warn',
    code: 'wopi.kept',
    message: `An edit of ${offered.name} was refused and is kept in the recovery area: ${why.message}`,
    documentId,
  })
  try {
    await updateState<KeptEdit[]>(core.host.state, entryOf(documentId), (kept) => ({
      value: [
        ...(kept ?? []).filter(({ id }) => id !== entry.id),
        { id: entry.id, session: sessionOf(lockId), sha256: file.sha256 },
      ].slice(-mostRemembered),
      ttlSeconds: rememberSeconds,
    }))
  } catch (cause) {
    core.host.log({
      level: 'warn',
      code: 'wopi.kept',
      message: 'The recovery area will go on listing a kept edit, even when a later save of its session is stored.',
      documentId,
      cause,
    })
  }
  return true
}

/**
 * Removes from the recovery area what has been stored after all: the same bytes, or an earlier state of the same session. Never throws.
 */
export async function forgetKeptEdits(
  core: Core,
  stored: { documentId: string; lockId: string | null; sha256: string },
): Promise<void> {
  try {
    const session = sessionOf(stored.lockId)
    const isStored = (kept: KeptEdit): boolean =>
      kept.sha256 === stored.sha256 || (session !== '' && kept.session === session)
    const text = await core.host.state.get(entryOf(stored.documentId))
    if (text === null) return
    for (const { id } of (JSON.parse(text) as KeptEdit[]).filter(isStored)) {
      await core.recovery.discard(id).catch((error: unknown) => {
        if (!hasCode(error, 'not_found')) throw error
      })
    }
    await updateState<KeptEdit[]>(core.host.state, entryOf(stored.documentId), (kept) => {
      const rest = (kept ?? []).filter((edit) => !isStored(edit))
      return { value: rest.length === 0 ? null : rest, ttlSeconds: rememberSeconds }
    })
  } catch (cause) {
    core.host.log({
      level: 'warn',
      code: 'wopi.kept',
      message: 'The recovery area still lists an edit that is stored by now.',
      documentId: stored.documentId,
      cause,
    })
  }
}
