import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { HostError, hasCode } from '@openwith/connector-core'
import type { LogEntry, StateStore } from '@openwith/connector-core/host'
import { type ByteStorage, createLeases } from '@openwith/connector-core/storage'
import type { Accountability, DirectusContext, FileRow, Privileged } from './directus.ts'
import { toHostError } from './host-error.ts'
import { createKeptCopies, type KeptCopy, type ListedCopy } from './kept-copies.ts'
import { completeRow, recordChange, replaceBytes } from './replace-bytes.ts'
import { missing, storedBytes } from './stored-bytes.ts'

export interface FileStorage extends ByteStorage<FileRow> {
  /** Brings a row up to date whose new bytes are in their place already. */
  finish(row: FileRow, size: number, by: string | null): Promise<void>
  /** What is being overwritten at this moment, by whatever instance, and what killed processes have left in the middle. */
  interrupted(): Promise<ListedCopy[]>
  /** Runs `work` while nobody overwrites this file, in whatever process. Throws `session_busy` when a living one takes more than a minute. */
  alone<T>(id: string, work: (held: () => boolean) => Promise<T>): Promise<T>
  /**
   * Ends an interrupted overwriting that had begun to change the file. False: the old bytes are there, or somebody else's, and nothing was done. To be called
   * {@link alone}. Throws `unavailable` when no complete file was seen at the end.
   */
  resume(row: FileRow, copy: KeptCopy, held: () => boolean): Promise<boolean>
}

export interface FileStorageOptions {
  context: DirectusContext
  state: StateStore
  dataDirectory: string
  /** The rights of a user, by id. Null: nobody's name. */
  actor(user: string | null): Promise<Accountability | Privileged>
  log(entry: LogEntry): void
}

const attempts = 3
/** How long Directus may take between deleting the old object and moving the new one; a remote storage copies it. */
const movingAttempts = 50
const movingMilliseconds = 100

/** The bytes of library files, in whatever storages Directus has. */
export function createFileStorage({ context, state, dataDirectory, actor, log }: FileStorageOptions): FileStorage {
  const copies = createKeptCopies(dataDirectory)
  // Instances share state and copies: none takes another's copy for one of a killed process.
  const leases = createLeases(state)
  const placeOf = (id: string): string => `directus/replacing/${id}`

  const stamp = async (row: FileRow): Promise<string | null> => {
    const found = await storedBytes(context, row)
    return found?.stamp ?? null
  }

  /** Who and when, activity and revision, Flows. The bytes are stored by then: nothing of this may fail the save. */
  async function record({ id }: FileRow, by: string | null): Promise<void> {
    const accountability = await actor(by).catch(() => null)
    await recordChange(context, id, accountability).catch(async (cause: unknown) => {
      log({
        level: 'warn',
        code: 'file.change_not_recorded',
        message: 'A saved file got no activity and no revision, and no Flow was told.',
        documentId: id,
        cause,
      })
      const change = { modified_by: accountability?.user ?? null, modified_on: new Date() }
      await context.database('directus_files').where({ id }).update(change)
    })
  }

  const requireTurn = (held: () => boolean): void => {
    if (!held()) throw new HostError('unavailable', 'The save lost its turn. Try again in a moment.')
  }

  async function finish(row: FileRow, size: number, by: string | null): Promise<void> {
    await completeRow(context, row.id, size)
    await record(row, by)
  }

  return {
    atomic: false,
    stamp,

    async open(row, options) {
      let isMoved = true
      for (let attempt = 1; ; attempt += 1) {
        const found = await storedBytes(context, row, options)
        if (found !== null) return found
        if (!isMoved || attempt === movingAttempts) throw missing(row)
        isMoved = await leases.isHeld(placeOf(row.id))
        if (isMoved) await setTimeout(movingMilliseconds)
      }
    },

    replace: (row, bytes, { by, seen, signal }) =>
      leases.hold(placeOf(row.id), async (held) => {
        // Null: an earlier write was cut after it had deleted them.
        const refuseOthers = async () => {
          const present = await stamp(row)
          if (present !== null && present !== seen)
            throw new HostError('version_conflict', `${row.filename_download} was replaced meanwhile.`)
          requireTurn(held)
        }
        await refuseOthers()
        const accountability = await actor(by)
        signal?.throwIfAborted()
        const drop = await copies.keep(row.id, by, bytes)
        for (let attempt = 1; ; attempt += 1) {
          try {
            await replaceBytes(context, row, bytes, accountability, refuseOthers)
            break
          } catch (error) {
            const left = await stamp(row).catch(() => undefined)
            // With the old bytes in their place, or somebody else's, nothing has happened. Else the copy stays, and a later try or a repair ends it.
            if (left === seen || hasCode(error, 'version_conflict')) await drop()
            else if (left === null && attempt < attempts) continue
            throw toHostError(error, row.filename_download)
          }
        }
        await record(row, by)
        await drop()
      }),

    finish,

    interrupted: () => copies.list(),

    alone: (id, work) => leases.hold(placeOf(id), work),

    async resume(row, { bytes, by }, held) {
      const refuseOthers = async () => {
        if ((await stamp(row)) !== null) throw new HostError('version_conflict', 'The file is there again.')
        requireTurn(held)
      }
      // The right was asked when the save began; who has lost the account since must not leave the library without the file.
      if ((await stamp(row)) === null)
        await replaceBytes(context, row, bytes, await actor(by).catch(() => null), refuseOthers)
      const stored = await storedBytes(context, row)
      if (stored === null) throw new HostError('unavailable', `The storage has no ${row.filename_download} yet.`)
      const hash = createHash('sha256')
      for await (const chunk of stored.body) hash.update(chunk)
      if (hash.digest('hex') !== bytes.sha256) return false
      await finish(row, bytes.size, by)
      return true
    },
  }
}
