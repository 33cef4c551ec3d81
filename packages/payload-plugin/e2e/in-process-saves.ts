import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SpooledFile } from '@openwith/connector-core/host'
import type { Collection, CollectionSlug, Payload } from 'payload'

type Hooks = Collection['config']['hooks']
const hookNames = ['beforeOperation', 'beforeValidate', 'beforeChange', 'afterChange', 'afterRead'] as const

/** Spooled files in a folder of their own. */
export async function openSpools(): Promise<{
  spool(bytes: Buffer | string): Promise<SpooledFile>
  close(): Promise<void>
}> {
  const folder = await mkdtemp(path.join(tmpdir(), 'openwith-spools-'))
  return {
    async spool(given) {
      const bytes = Buffer.from(given)
      const file = path.join(folder, randomBytes(8).toString('hex'))
      await writeFile(file, bytes)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return { path: file, size: bytes.byteLength, sha256, stream: () => new Blob([bytes]).stream() }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The application's own hooks of a collection, to be added to by one test; `restore` takes the additions away. */
export function hooksOf(payload: Payload, collection: string): { hooks: Hooks; restore(): void } {
  const { hooks } = (payload.collections[collection as CollectionSlug] as Collection).config
  const before = hookNames.map((name) => [name, [...hooks[name]]] as const)
  return {
    hooks,
    restore: () => {
      for (const [name, kept] of before) Object.assign(hooks, { [name]: kept })
    },
  }
}
