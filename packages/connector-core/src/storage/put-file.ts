import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, open, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HostError } from '../errors.ts'
import { isErrno } from '../folder/document-path.ts'
import type { SpooledFile } from '../host.ts'

/** Hidden, so it is no document; a crash may leave one behind. */
const stagedName = /^\.openwith-[0-9a-f]{24}\.tmp$/
const abandonedAfterMilliseconds = 86_400_000

/** Brings a spooled file beside its later place, complete and synced, under a hidden name. Throws `unavailable`, `read_only`. */
export async function stageFile(directory: string, body: SpooledFile, like: { mode: number }): Promise<string> {
  const staged = join(directory, `.openwith-${randomBytes(12).toString('hex')}.tmp`)
  try {
    // The spooled file is removed once its bytes are settled, so both names share them only for that moment. Another file system gets a copy.
    await link(body.path, staged).catch(() =>
      copyFile(body.path, staged, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
    )
    const handle = await open(staged, 'r+')
    try {
      await handle.chmod(like.mode & 0o777)
      const { size } = await handle.stat()
      if (size !== body.size) throw new HostError('unavailable', 'The spooled file is not complete.')
      await handle.sync()
    } finally {
      await handle.close()
    }
    return staged
  } catch (error) {
    await removeFile(staged)
    throw toHostError(error)
  }
}

/** Gives `from` the name `to` unless something has it. Throws `name_taken`, `name_invalid`, `read_only`, `unavailable`. */
export async function moveToFreeName(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!isErrno(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK')) throw toHostError(error)
    await reserveAndRename(from, to)
    await syncDirectory(dirname(to))
    return
  }
  try {
    await unlink(from)
  } catch (error) {
    await removeFile(to)
    throw toHostError(error)
  }
  await syncDirectory(dirname(to))
}

/** For file systems without hard links: an empty file reserves the name. */
async function reserveAndRename(from: string, to: string): Promise<void> {
  try {
    await (await open(to, 'wx')).close()
    await rename(from, to)
  } catch (error) {
    throw toHostError(error)
  }
}

/** Makes a rename in this folder last; where the system has no such thing, does nothing. */
export async function syncDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory, 'r')
    await handle.sync().finally(() => handle.close())
  } catch (error) {
    if (!isErrno(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw error
  }
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** Removes what a crash left long ago. */
export async function removeAbandoned(directory: string, name: string, now = new Date()): Promise<void> {
  if (stagedName.test(name)) await removeOld(join(directory, name), now)
}

/** Removes a file that was put there more than a day ago. A hard link has its file's time of change, but is as new as that of its status. */
export async function removeOld(file: string, now = new Date()): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found?.isFile() && now.getTime() - found.ctimeMs > abandonedAfterMilliseconds) await removeFile(file)
}

/** What the file system refused, in the words of a host. */
export function toHostError(error: unknown): unknown {
  if (isErrno(error, 'EACCES', 'EPERM', 'EROFS'))
    return new HostError('read_only', 'The folder is not writable for this server.', { cause: error })
  if (isErrno(error, 'EEXIST'))
    return new HostError('name_taken', 'The folder has a file of this name already.', { cause: error })
  if (isErrno(error, 'ENAMETOOLONG'))
    return new HostError('name_invalid', 'The file name is too long for the folder.', { cause: error })
  if (isErrno(error, 'ENOSPC', 'EDQUOT'))
    return new HostError('unavailable', 'The disk of the folder is full. Free some space.', { cause: error })
  if (isErrno(error, 'EFBIG'))
    return new HostError('too_large', 'The folder cannot hold a file of this size.', { cause: error })
  if (isErrno(error, 'ENOENT', 'EIO', 'EMFILE', 'ENFILE', 'EBUSY', 'ETIMEDOUT', 'ESTALE'))
    return new HostError('unavailable', 'The file could not be written at the moment.', { cause: error })
  return error
}
