import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'

/** One hash over the names and bytes of files and of all files in folders; what is not there counts as empty. 16 hex digits. */
export async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const from of paths) {
    hash.update(`${path.basename(from)}\0`)
    for (const file of await filesOf(from)) hash.update(`${path.relative(from, file)}\0`).update(await readFile(file))
  }
  return hash.digest('hex').slice(0, 16)
}

async function filesOf(from: string): Promise<string[]> {
  const found = await stat(from).catch(() => null)
  if (found === null) return []
  if (found.isFile()) return [from]
  const entries = await readdir(from, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}
