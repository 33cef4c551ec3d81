import { authorOf, type CallbackEvent, markOf } from '../callback/event.ts'
import type { DocumentServerClient } from '../document-server/client.ts'
import { ConnectorError, toConnectorError } from '../errors.ts'
import { recordHistory } from '../history/record.ts'
import type { Host } from '../host.ts'
import type { LinkClaims } from '../jwt/index.ts'
import { updateState } from '../session/index.ts'
import type { Settings } from '../settings/settings.ts'
import type { Committer } from './commit.ts'
import type { CommitOutcome } from './commit-outcome.ts'
import { clearJournal, type JournalEntry, readJournal, writeJournal } from './journal.ts'
import { dataFolders, spool } from './spool.ts'

/** The save pipeline: download, spool, journal, commit, settle. */
export interface Saver {
  /** Stores what a callback offers. Returns when it is durable; throws what decides the answer. */
  save(event: CallbackEvent, link: LinkClaims, kind: JournalEntry['kind']): Promise<CommitOutcome>
  /** Stores a file that Document Server kept as forgotten. */
  saveForgotten(key: string, url: string, record: { documentId: string; author?: string }): Promise<CommitOutcome>
  /** Finishes what a stopped process began; with `restingSeconds`, only what nobody has touched for so long, and may thus be called at any time. */
  resume(restingSeconds?: number): Promise<void>
}

export interface SaverOptions {
  host: Host
  committer: Committer
  settings(): Promise<Settings>
  client(): Promise<DocumentServerClient>
  now(): Date
  step(name: string): void | Promise<void>
}

/** A handled callback is remembered this long; Document Server's retries end after seconds. */
const handledSeconds = 7 * 86_400

export function createSaver(options: SaverOptions): Saver {
  const { host, committer, now, step } = options
  const folders = dataFolders(host.dataDirectory)
  const handledEntry = (mark: string): string => `handled/${mark}`

  async function download(url: string, signal?: AbortSignal) {
    const settings = await options.settings()
    const client = await options.client()
    const answer = await client.open(url, {
      maxBytes: settings.maxDocumentBytes,
      timeoutSeconds: settings.downloadTimeoutSeconds,
      signal,
    })
    return await spool(answer.body, { folder: folders.spool, maxBytes: settings.maxDocumentBytes, signal })
  }

  async function finish(entry: JournalEntry, file: Awaited<ReturnType<typeof download>>): Promise<CommitOutcome> {
    const outcome = await committer.commit(entry, file)
    await updateState(host.state, handledEntry(entry.mark), () => ({
      value: { kind: outcome.kind, error: outcome.kind === 'recovered' ? outcome.error.message.slice(0, 500) : null },
      ttlSeconds: handledSeconds,
    }))
    await step('handled')
    await clearJournal(file)
    await step('cleared')
    if (outcome.kind === 'stored') {
      host.log({
        level: 'info',
        code: 'save.stored',
        message: `Stored ${outcome.document.name} (${file.size} bytes).`,
        documentId: outcome.document.id,
      })
    }
    return outcome
  }

  async function run(url: string, entry: Omit<JournalEntry, 'size' | 'sha256' | 'at'>): Promise<CommitOutcome> {
    const handled = await host.state.get(handledEntry(entry.mark)).catch((error: unknown) => {
      // a submission comes once: it goes on to where it can be kept
      if (entry.kind === 'submission') return null
      throw error
    })
    if (handled !== null) {
      const before = JSON.parse(handled) as { error: string | null }
      if (before.error !== null && entry.kind === 'save') throw new ConnectorError('forbidden', before.error)
      return { kind: 'dropped' }
    }
    await step('accepted')
    const file = await download(url)
    await step('spooled')
    const whole: JournalEntry = {
      ...entry,
      at: entry.lastSave ?? now().toISOString(),
      size: file.size,
      sha256: file.sha256,
    }
    try {
      await writeJournal(file, whole)
      await step('journaled')
      const outcome = await finish(whole, file)
      if (outcome.kind === 'recovered' && entry.kind !== 'quarantine') throw outcome.error
      return outcome
    } catch (error) {
      // a transient failure leaves the retry to Document Server; the journal entry covers a death in between, not a refusal. A submission comes once, and
      // ends here only when the recovery area cannot take it either
      if (entry.kind !== 'submission') await clearJournal(file)
      throw error
    }
  }

  return {
    async save(event, link, kind) {
      if (event.url === null)
        throw new ConnectorError('bad_request', 'The callback names no file to store.', { transient: false })
      const outcome = await run(event.url, {
        key: event.key,
        documentId: link.document ?? '',
        status: event.status,
        kind,
        mark: markOf(event),
        fileType: event.fileType,
        userId: authorOf(event, link, await options.settings()),
        lastSave: event.lastSave,
      })
      if (kind === 'save' && outcome.kind === 'stored')
        await recordHistory(folders.history, event, outcome.document, now()).catch((cause: unknown) => {
          host.log({
            level: 'warn',
            code: 'history.record',
            message: 'The edit history of a save could not be recorded; the save itself is stored.',
            documentId: link.document,
            cause,
          })
        })
      return outcome
    },

    async saveForgotten(key, url, record) {
      const file = await download(url)
      const entry: JournalEntry = {
        key,
        documentId: record.documentId,
        status: 2,
        kind: 'save',
        // the address is the same for every forgotten file of a key
        mark: `forgotten-${file.sha256.slice(0, 32)}`,
        fileType: fileTypeOf(url),
        userId: record.author ?? null,
        lastSave: null,
        at: now().toISOString(),
        size: file.size,
        sha256: file.sha256,
      }
      try {
        await writeJournal(file, entry)
        return await finish(entry, file)
      } catch (error) {
        // Document Server's own retries are over: from here on the administrator sees it
        return await committer.keep(entry, file, toConnectorError(error))
      } finally {
        // Document Server has the bytes until it is told to delete them
        await clearJournal(file)
      }
    },

    async resume(restingSeconds = 0) {
      for (const { entry, file } of await readJournal(folders.spool, now(), restingSeconds)) {
        try {
          if ((await host.state.get(handledEntry(entry.mark))) === null) await finish(entry, file)
          else await clearJournal(file)
        } catch (cause) {
          // stays in the journal
          host.log({
            level: 'error',
            code: 'save.resume',
            message: 'An interrupted save could not be finished yet; it is tried again within the hour.',
            documentId: entry.documentId,
            cause,
          })
        }
      }
    },
  }
}

/** Extension in the path of a result URL. */
function fileTypeOf(url: string): string | null {
  const match = /\.([0-9a-z]{1,10})(?:\?|$)/i.exec(url.split('?', 1)[0] ?? '')
  return match?.[1]?.toLowerCase() ?? null
}
