import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Files behind result addresses. A stored path has the shape `data/<folder>/<file>`; the address adds the shown name.
 * Folder names come from document keys, so on disk they are hashed.
 */
export interface FileStore {
  /** Where the file of a stored path is, or would be. Creates its folder. */
  place(path: string): Promise<string>
  write(path: string, bytes: Uint8Array): Promise<void>
  copy(from: string, path: string): Promise<void>
  read(path: string): Promise<Buffer>
  /** Disk path of what an address `<stored path>/<shown name>` names, whether it exists or not. */
  locate(addressPath: string): string | null
  /** An empty folder for one task; the caller removes it. */
  workDirectory(): Promise<string>
}

export async function createFileStore(directory: string): Promise<FileStore> {
  await mkdir(join(directory, 'work'), { recursive: true, mode: 0o700 })
  const onDisk = (path: string) => {
    const [area = '', folder = '', ...rest] = path.split('/')
    const hashed = createHash('sha256').update(folder).digest('hex').slice(0, 32)
    return join(directory, area === 'forgotten' ? 'forgotten' : 'data', hashed, rest.join('_').replace(/[^\w.-]/g, '_'))
  }
  const store: FileStore = {
    async place(path) {
      const file = onDisk(path)
      await mkdir(join(file, '..'), { recursive: true, mode: 0o700 })
      return file
    },
    async write(path, bytes) {
      await writeFile(await store.place(path), bytes)
    },
    async copy(from, path) {
      await copyFile(from, await store.place(path))
    },
    read: (path) => readFile(onDisk(path)),
    locate(addressPath) {
      const parts = addressPath.split('/')
      return parts.length === 4 ? onDisk(parts.slice(0, 3).join('/')) : null
    },
    workDirectory: () => mkdtemp(join(directory, 'work', 'task-')),
  }
  return store
}

/** Removes a work folder; failing to do so harms nobody. */
export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true }).catch(() => {})
}
