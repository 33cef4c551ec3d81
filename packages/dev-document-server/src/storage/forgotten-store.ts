import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileStore } from './file-store.ts'

/** Saves that no host took. They outlive a restart when the data directory does. ONLYOFFICE docs: "getForgotten". */
export interface ForgottenStore {
  list(): string[]
  /** Stored path (`forgotten/<key>/output.<ext>`) and extension. */
  find(key: string): { path: string; extension: string } | null
  put(key: string, extension: string, file: string): Promise<void>
  remove(key: string): Promise<boolean>
}

export async function openForgottenStore(directory: string, files: FileStore): Promise<ForgottenStore> {
  const extensions = new Map<string, string>()
  const path = (key: string, extension: string) => `forgotten/${key}/output.${extension}`
  const folder = join(directory, 'forgotten')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder)) {
    const entry = await readEntry(join(folder, name, 'entry.json'))
    if (entry !== null) extensions.set(entry.key, entry.extension)
  }
  return {
    list: () => [...extensions.keys()],
    find(key) {
      const extension = extensions.get(key)
      return extension === undefined ? null : { path: path(key, extension), extension }
    },
    async put(key, extension, file) {
      await files.copy(file, path(key, extension))
      await writeFile(await files.place(`forgotten/${key}/entry.json`), JSON.stringify({ key, extension }))
      extensions.set(key, extension)
    },
    async remove(key) {
      if (!extensions.delete(key)) return false
      await rm(join(await files.place(`forgotten/${key}/entry.json`), '..'), { recursive: true, force: true })
      return true
    },
  }
}

async function readEntry(file: string): Promise<{ key: string; extension: string } | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}
