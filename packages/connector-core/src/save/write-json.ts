import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './spool.ts'

/** Writes a small JSON file so that a crash leaves the old one, the new one, or none: never a torn one. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const part = `${path}.part`
  const file = await open(part, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(value))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
  await syncFolder(dirname(path))
}
