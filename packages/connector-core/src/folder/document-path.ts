import { type BigIntStats, lstatSync, realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of UTF-8; what an entry of the state can hold. */
const longestPath = 4000
const longestName = 255

/**
 * The names of a relative path such as `2026/Plan.docx`, or null when it is none: absolute, climbing, empty names, hidden ones (leading dot),
 * backslashes and control characters are refused, so that joining them never leaves the folder.
 */
export function namesOfPath(path: string): string[] | null {
  if (path.length > longestPath || Buffer.byteLength(path) > longestPath || /\p{Surrogate}/u.test(path)) return null
  const names = path.split('/')
  return names.every(isPlainName) ? names : null
}

/** True for the name of a file or folder that is shown. */
export function isPlainName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return name !== '' && !/^\.|[\\/\u0000-\u001f\u007f]/.test(name) && Buffer.byteLength(name) <= longestName
}

/** Absolute path of what lies at `path` below `root` (itself real); null when nothing does or a symbolic link is on the way. */
export async function locate(root: string, path: string): Promise<string | null> {
  const names = path === '' ? [] : namesOfPath(path)
  if (names === null) return null
  const full = join(root, ...names)
  try {
    return (await realpath(full)) === full ? full : null
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG')) return null
    throw error
  }
}

/** {@link locate} and what the file system says of a file there, at once: cheaper by far than three turns through the thread pool. Null: no plain file. */
export function locateFile(root: string, path: string): { full: string; stats: BigIntStats } | null {
  const names = namesOfPath(path)
  if (names === null) return null
  const full = join(root, ...names)
  try {
    if (!isStraight(root, names, full)) return null
    const stats = lstatSync(full, { bigint: true })
    return stats.isFile() ? { full, stats } : null
  } catch {
    return null
  }
}

/**
 * No symbolic link on the way to a file below `root`. Where names are what they are, asking about each folder is cheaper than having the whole path
 * resolved; elsewhere another spelling would find the same file.
 */
function isStraight(root: string, names: readonly string[], full: string): boolean {
  if (process.platform !== 'linux') return realpathSync.native(full) === full
  let folder = root
  return names.slice(0, -1).every((name) => {
    folder = join(folder, name)
    return lstatSync(folder).isDirectory()
  })
}

/** True for an error of the file system with one of these codes. */
export function isErrno(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
