import { deleteForgotten, forcesave, getForgotten, getForgottenList, info } from '../command/index.ts'
import type { DocumentServerClient } from '../document-server/client.ts'
import { hasCode } from '../errors.ts'
import type { Host } from '../host.ts'
import type { Saver } from '../save/saver.ts'
import type { Sessions } from '../session/index.ts'

export interface ReconcileDependencies {
  host: Host
  client: DocumentServerClient
  sessions: Sessions
  saver: Saver
  now(): Date
}

/** A session that Document Server has not spoken of for so long is asked about. */
const quietSeconds = 6 * 3600

/**
 * Fetches what Document Server kept as forgotten for keys that were issued here, stores it once, and deletes it there. Keys of other installations on
 * the same Document Server are left alone. A key that people are editing again is left to its own save. A burnt key is no exception: whoever had it
 * open still may have gone on under it, so the bytes are compared before they are deleted.
 */
export async function reconcileForgotten(deps: ReconcileDependencies): Promise<{ stored: number; failed: number }> {
  const { client, sessions, saver, host } = deps
  const result = { stored: 0, failed: 0 }
  let keys: readonly string[]
  try {
    keys = await getForgottenList(client)
  } catch (error) {
    if (hasCode(error, 'not_supported')) return result
    throw error
  }
  const edited = new Set<string>()
  for await (const { key } of sessions.active()) edited.add(key)
  for (const key of keys) {
    const record = await sessions.find(key)
    if (record === null) {
      if (sessions.issuedHere(key)) {
        host.log({
          level: 'warn',
          code: 'recovery.unknown_key',
          message: `Document Server keeps an edit under ${key}, which nothing here remembers. Fetch it there by hand.`,
        })
      }
      continue
    }
    try {
      // a session whose end was never heard of here still counts as edited: Document Server knows better
      if (edited.has(key)) {
        if ((await info(client, key)) !== null) continue
        await sessions.setActive(key, null)
      }
      const url = await getForgotten(client, key)
      if (url === null) continue
      const outcome = await saver.saveForgotten(key, url, record)
      if (outcome.kind !== 'dropped') result.stored += 1
      await deleteForgotten(client, key)
    } catch (cause) {
      result.failed += 1
      host.log({
        level: 'error',
        code: 'recovery.forgotten',
        message: 'An edit that Document Server keeps could not be fetched; it is tried again within the hour.',
        documentId: record.documentId,
        cause,
      })
    }
  }
  return result
}

/** Asks about sessions that went quiet: Document Server answers by a callback, or does not know the key any more. */
export async function reconcileQuiet(deps: ReconcileDependencies): Promise<void> {
  const { client, sessions, now, host } = deps
  const before = Math.floor(now().getTime() / 1000) - quietSeconds
  for await (const { key, checkedAt } of sessions.active()) {
    if (checkedAt >= before || !(await sessions.claim(key, 'look', before))) continue
    try {
      if ((await info(client, key)) === null) await sessions.setActive(key, null)
    } catch (cause) {
      // one key must not keep the others, and the forgotten files, from being looked after
      host.log({
        level: 'warn',
        code: 'recovery.quiet',
        message: 'Document Server could not be asked about a session that went quiet; it is asked again in some hours.',
        cause,
      })
    }
  }
}

/** Asks for an intermediate save of every session that has been open for `everyMinutes` since the last one. */
export async function forcesaveActive(deps: ReconcileDependencies, everyMinutes: number): Promise<void> {
  const { client, sessions, now } = deps
  const before = Math.floor(now().getTime() / 1000) - everyMinutes * 60 + 5
  for await (const { key } of sessions.active()) {
    if (await sessions.claim(key, 'forcesave', before)) await forcesave(client, key).catch(() => {})
  }
}
