import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { ConnectorError } from '../errors.ts'
import type { SpooledFile } from '../host.ts'

/** The folders of the data directory. */
export interface DataFolders {
  /** Files under way, and the journal beside them. */
  spool: string
  recovery: string
  history: string
}

export function dataFolders(dataDirectory: string): DataFolders {
  return {
    spool: join(dataDirectory, 'spool'),
    recovery: join(dataDirectory, 'recovery'),
    history: join(dataDirectory, 'history'),
  }
}

/** Syncs a folder, so that a rename in it survives a power cut. Not every system can; where it can't, it is no error. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  if (handle === null) return
  try {
    await handle.sync()
  } catch {
    // some file systems refuse fsync on a folder
  } finally {
    await handle.close()
  }
}

/** A file on disk as the store gets it. */
export function spooledFile(path: string, size: number, sha256: string): SpooledFile {
  return {
    path,
    size,
    sha256,
    stream: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
  }
}

/** Larger writes than what arrives from a socket: fewer turns through the thread pool. */
const blockBytes = 1 << 20
/** The disk works while bytes arrive, so that the last sync has little left to do. */
const syncEveryBytes = 32 << 20

/**
 * Streams bytes into a new file in `folder`, hashing while they pass, and syncs it: when this resolves, the file survives a crash under its final
 * name. Memory is a few MiB however large the file. Throws what `body` throws, `too_large` over `maxBytes`, `unavailable` when the disk
 * refuses; nothing stays behind then.
 */
export async function spool(
  body: AsyncIterable<Uint8Array>,
  options: { folder: string; maxBytes: number; signal?: AbortSignal },
): Promise<SpooledFile> {
  const { folder, maxBytes, signal } = options
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw diskError(cause)
  })
  const name = randomBytes(12).toString('hex')
  const part = join(folder, `${name}.part`)
  const path = join(folder, `${name}.bin`)
  const hash = createHash('sha256')
  let size = 0
  const file = await open(part, 'wx', 0o600).catch((cause) => {
    throw diskError(cause)
  })
  try {
    // what arrived is written as it is, without a copy, while more arrives
    let arrived: Uint8Array[] = []
    let waiting = 0
    let writing: Promise<void> = Promise.resolve()
    let failure: unknown
    let unsynced = 0
    let syncing: Promise<void> | null = null
    const flush = async (): Promise<void> => {
      await writing
      if (failure !== undefined) throw diskError(failure)
      unsynced += waiting
      if (unsynced >= syncEveryBytes && syncing === null) {
        unsynced = 0
        // its failure shows again at the last sync
        syncing = file.datasync().then(
          () => {
            syncing = null
          },
          () => {
            syncing = null
          },
        )
      }
      const chunks = arrived
      arrived = []
      waiting = 0
      writing = writeAll(file, chunks).catch((cause) => {
        failure = cause
      })
    }
    for await (const chunk of body) {
      signal?.throwIfAborted()
      size += chunk.byteLength
      if (size > maxBytes) {
        throw new ConnectorError(
          'too_large',
          `The file is larger than the limit of ${maxBytes} bytes (setting maxDocumentBytes).`,
        )
      }
      hash.update(chunk)
      arrived.push(chunk)
      waiting += chunk.byteLength
      if (waiting >= blockBytes) await flush()
    }
    await flush()
    await writing
    if (failure !== undefined) throw diskError(failure)
    await syncing
    await file.sync().catch((cause) => {
      throw diskError(cause)
    })
    await file.close()
    await rename(part, path)
    await syncFolder(folder)
    return spooledFile(path, size, hash.digest('hex'))
  } catch (error) {
    await file.close().catch(() => {})
    await rm(part, { force: true })
    throw error
  }
}

/** `writev` may write less than all: then the rest goes again. */
async function writeAll(file: FileHandle, chunks: Uint8Array[]): Promise<void> {
  let left = chunks.filter((chunk) => chunk.byteLength > 0)
  while (left.length > 0) {
    let { bytesWritten } = await file.writev(left)
    const rest: Uint8Array[] = []
    for (const chunk of left) {
      if (bytesWritten < chunk.byteLength) rest.push(chunk.subarray(bytesWritten))
      bytesWritten = Math.max(0, bytesWritten - chunk.byteLength)
    }
    left = rest
  }
}

/** Copies a file so that it is whole under its new name after a crash, or not there. Throws `unavailable`. */
export async function copyDurably(from: string, to: string): Promise<void> {
  const part = `${to}.part`
  try {
    await copyFile(from, part)
    const file = await open(part, 'r+')
    await file.sync().finally(() => file.close())
    await rename(part, to)
  } catch (cause) {
    await rm(part, { force: true })
    throw diskError(cause)
  }
}

function diskError(cause: unknown): ConnectorError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
  return new ConnectorError(
    'unavailable',
    `The data folder cannot take the file (${code}). Check free space and rights of the connector's data directory.`,
    { cause },
  )
}

/** Opens a spooled file that an earlier process left, if it is whole. Throws when the disk does not tell. */
export async function reopenSpooled(
  path: string,
  expected: { size: number; sha256: string },
): Promise<SpooledFile | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (found === null || found.size !== expected.size) return null
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex') === expected.sha256 ? spooledFile(path, expected.size, expected.sha256) : null
}
