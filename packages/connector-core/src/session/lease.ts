import { randomBytes } from 'node:crypto'
import { ConnectorError } from '../errors.ts'
import type { StateStore } from '../host.ts'
import { hashId } from './hash-id.ts'
import { mayBeRunning, processPlace } from './process-place.ts'

const leaseSeconds = 12
const renewMilliseconds = 4_000
const waitMilliseconds = 60_000

/** Serialises work on one document, in this process and among instances. */
export interface Leases {
  /**
   * Runs `work` while no other save of the document runs. `held` tells whether the lease is still ours: ask it right before a write.
   * Throws `session_busy` when it cannot be had within a minute: the callback then answers 503 and Document Server tries again.
   */
  hold<T>(documentId: string, work: (held: () => boolean) => Promise<T>): Promise<T>
  /** Whether somebody holds it at this moment, in whatever process. */
  isHeld(documentId: string): Promise<boolean>
}

/**
 * A lease outlives a killed process by at most 12 seconds, well inside the ten minutes that Document Server gives a callback; on the same machine, a
 * dead process's lease is taken over at once.
 */
export function createLeases(state: StateStore): Leases {
  const place = processPlace()
  const queues = new Map<string, Promise<unknown>>()
  const entryOf = (documentId: string): string => `lease/${hashId(documentId)}`

  /** The holder was a process of this place that is no more. */
  function isAbandoned(holder: string): boolean {
    const [where, pid] = holder.split('/')
    return place !== null && where === place && !mayBeRunning(Number(pid))
  }

  async function take(entry: string, owner: string): Promise<void> {
    const end = Date.now() + waitMilliseconds
    let pause = 4
    while (!(await swapOrUndo(entry, owner))) {
      const holder = await state.get(entry)
      if (holder !== null && isAbandoned(holder) && (await state.swap(entry, holder, owner, leaseSeconds))) return
      if (Date.now() > end) {
        throw new ConnectorError(
          'session_busy',
          'Another save of this document is still running. Try again in a moment.',
        )
      }
      // uneven, so that two who wait do not always come at the same moment
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())))
      pause = Math.min(pause * 1.5, 500)
    }
  }

  /** A failed answer may hide a taken lease: nobody would renew or release it. */
  async function swapOrUndo(entry: string, owner: string): Promise<boolean> {
    try {
      return await state.swap(entry, null, owner, leaseSeconds)
    } catch (error) {
      await state.swap(entry, owner, null, null).catch(() => false)
      throw error
    }
  }

  async function run<T>(documentId: string, work: (held: () => boolean) => Promise<T>): Promise<T> {
    const entry = entryOf(documentId)
    const owner = `${place ?? '-'}/${process.pid}/${randomBytes(9).toString('base64url')}`
    await take(entry, owner)
    let heldUntil = Date.now() + leaseSeconds * 1000
    const renewal = setInterval(() => {
      const from = Date.now()
      state.swap(entry, owner, owner, leaseSeconds).then(
        (renewed) => {
          heldUntil = renewed ? from + leaseSeconds * 1000 : 0
        },
        () => {},
      )
    }, renewMilliseconds)
    try {
      return await work(() => Date.now() < heldUntil)
    } finally {
      clearInterval(renewal)
      // once more, for what is not released blocks the next save for the whole term
      const release = () => state.swap(entry, owner, null, null)
      await release()
        .catch(release)
        .catch(() => false)
    }
  }

  return {
    hold(documentId, work) {
      const before = queues.get(documentId) ?? Promise.resolve()
      const mine = before.then(
        () => run(documentId, work),
        () => run(documentId, work),
      )
      const settled = mine.then(
        () => {},
        () => {},
      )
      queues.set(documentId, settled)
      settled.then(() => {
        if (queues.get(documentId) === settled) queues.delete(documentId)
      })
      return mine
    },

    async isHeld(documentId) {
      const holder = await state.get(entryOf(documentId))
      return holder !== null && !isAbandoned(holder)
    },
  }
}
