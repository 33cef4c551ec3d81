import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { HostError } from '../errors.ts'
import type { StateStore } from '../host.ts'
import { updateEntry } from './update-entry.ts'

/** Versions of files: the SHA-256 of their bytes, remembered by what the file system says about them. */
export interface ContentVersions {
  /** Reads the file only if it has changed since its version was last found. Throws `unavailable` when it changes all the time. */
  of(path: string, handle: FileHandle, signal?: AbortSignal): Promise<{ version: string; stats: BigIntStats }>
  /** The version if this process knows it for just this state of the file; else null, and nothing is read. */
  recent(path: string, stats: BigIntStats): string | null
  /** Tells the version of bytes that we have just put there, so that they are not read again. */
  remember(path: string, stats: BigIntStats, version: string): Promise<void>
}

const attempts = 5
const readBytes = 1024 * 1024
const keptInMemory = 10_000
const keptSeconds = 90 * 86_400
/** Two changes within one tick of the file system's clock leave the same times. */
const tickMilliseconds = 100

interface Known {
  stamp: string
  version: string
}

/** `stateKey` makes the key under which a path's version outlives this process. */
export function contentVersions(state: StateStore, stateKey: (path: string) => string): ContentVersions {
  const known = new Map<string, Known>()
  const running = new Map<string, Promise<string>>()

  const keep = (path: string, entry: Known) => {
    known.delete(path)
    known.set(path, entry)
    if (known.size > keptInMemory) known.delete(known.keys().next().value!)
  }

  const recall = async (path: string, stamp: string): Promise<string | null> => {
    const inMemory = known.get(path)
    if (inMemory?.stamp === stamp) return inMemory.version
    if (inMemory !== undefined) return null
    const [storedStamp, version] = (await state.get(stateKey(path)))?.split(' ') ?? []
    if (storedStamp !== stamp || version === undefined) return null
    keep(path, { stamp, version })
    return version
  }

  const remember = async (path: string, stats: BigIntStats, version: string) => {
    const stamp = stampOf(stats)
    keep(path, { stamp, version })
    await updateEntry(state, stateKey(path), `${stamp} ${version}`, keptSeconds)
  }

  const find = async (path: string, handle: FileHandle, signal?: AbortSignal) => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const stats = await handle.stat({ bigint: true })
      const stamp = stampOf(stats)
      const recalled = await recall(path, stamp)
      if (recalled !== null) return { version: recalled, stats }
      const version = await once(running, `${path}\n${stamp}`, () => hashOf(handle, signal))
      const after = await handle.stat({ bigint: true })
      if (stampOf(after) !== stamp) continue
      if (Math.abs(Date.now() - Number(after.ctimeMs)) > tickMilliseconds) await remember(path, after, version)
      return { version, stats: after }
    }
    throw new HostError('unavailable', 'The file is being written by another program. Try again in a moment.')
  }

  const recent = (path: string, stats: BigIntStats): string | null => {
    const inMemory = known.get(path)
    return inMemory !== undefined && inMemory.stamp === stampOf(stats) ? inMemory.version : null
  }

  return { of: find, recent, remember }
}

function stampOf({ mtimeNs, ctimeNs, size, ino }: BigIntStats): string {
  return `${mtimeNs}.${ctimeNs}.${size}.${ino}`
}

async function hashOf(handle: FileHandle, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(readBytes)
  for (let position = 0; ; ) {
    signal?.throwIfAborted()
    const { bytesRead } = await handle.read(buffer, 0, readBytes, position)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(buffer.subarray(0, bytesRead))
    position += bytesRead
  }
}

/** Lets those who ask for the same thing at the same time share one answer. An error is not shared: it may be the first asker's own abort. */
async function once(running: Map<string, Promise<string>>, key: string, act: () => Promise<string>): Promise<string> {
  const shared = await running.get(key)?.catch(() => undefined)
  if (shared !== undefined) return shared
  const own = act()
  running.set(key, own)
  try {
    return await own
  } finally {
    if (running.get(key) === own) running.delete(key)
  }
}
