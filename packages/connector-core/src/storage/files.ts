import { type FileHandle, open, readdir, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HostError } from '../errors.ts'
import { isErrno } from '../folder/document-path.ts'
import type { ByteRange, SpooledFile } from '../host.ts'
import type { StoredBytes } from './byte-storage.ts'
import { removeAbandoned, removeFile, removeOld, stageFile, syncDirectory, toHostError } from './put-file.ts'

const chunkBytes = 256 * 1024

/** A word that differs whenever the file was replaced or written to; null when there is none. Throws `unavailable`. */
export async function stampOfFile(file: string): Promise<string | null> {
  try {
    return stampOfStat(await stat(file, { bigint: true }))
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw toHostError(error)
  }
}

/** Opens a file of this machine; `name` is what people call it. Throws `not_found`, `unavailable`. */
export async function openFile(
  file: string,
  { name, range, signal }: { name: string; range?: ByteRange; signal?: AbortSignal },
): Promise<StoredBytes> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR'))
      throw new HostError('not_found', `${name} is listed, but its file is not in the folder.`)
    throw new HostError('unavailable', `The folder did not deliver ${name}. Check the rights of its files.`, {
      cause: error,
    })
  }
  try {
    const found = await handle.stat({ bigint: true })
    const size = Number(found.size)
    const start = range?.start ?? 0
    const end = Math.min(range?.end ?? size - 1, size - 1)
    return { stamp: stampOfStat(found), size, body: readFrom(handle, { name, start, end, signal }) }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/**
 * Puts `body` in place of a file, all or nothing: the bytes are complete and synced beside it under a hidden name, then renamed over it. A reader keeps the
 * file it has opened. `seen`: the stamp the file must still have. Throws `version_conflict`, `read_only`, `unavailable`.
 */
export async function replaceFile(
  file: string,
  body: SpooledFile,
  { name, seen, signal }: { name: string; seen?: string | null; signal?: AbortSignal },
): Promise<void> {
  const old = await stat(file).catch(() => null)
  const staged = await stageFile(dirname(file), body, { mode: old?.mode ?? 0o666 & ~process.umask() })
  try {
    signal?.throwIfAborted()
    // The CMS's own replacement knows nothing of us: look again as late as possible.
    if (seen !== undefined && (await stampOfFile(file)) !== seen)
      throw new HostError('version_conflict', `${name} was replaced by somebody else while it was being saved.`)
    await rename(staged, file)
  } catch (error) {
    await removeFile(staged)
    if (signal?.aborted) throw error
    throw toHostError(error)
  }
  await syncDirectory(dirname(file))
}

/** Syncs a file that a CMS has written, and its folder, so that a power cut cannot take it back. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.sync().finally(() => handle.close())
  await syncDirectory(dirname(file))
}

/** Removes from a folder what killed processes staged long ago and never renamed. */
export async function sweepStaged(folder: string, now = new Date()): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) await removeAbandoned(folder, name, now)
}

/** Removes from a folder of our own, such as that of kept copies, what killed processes left there more than a day ago. */
export async function sweepOld(folder: string, now = new Date()): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) await removeOld(join(folder, name), now)
}

async function* readFrom(
  handle: FileHandle,
  { name, start, end, signal }: { name: string; start: number; end: number; signal?: AbortSignal },
): AsyncGenerator<Uint8Array> {
  try {
    let position = start
    while (position <= end) {
      signal?.throwIfAborted()
      const buffer = new Uint8Array(Math.min(chunkBytes, end - position + 1))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
      if (bytesRead === 0) throw new HostError('unavailable', `${name} became shorter while it was read. Try again.`)
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

const stampOfStat = (found: { size: bigint; mtimeNs: bigint; ino: bigint }): string =>
  `file ${found.size} ${found.mtimeNs} ${found.ino}`
