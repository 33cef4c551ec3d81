import { mkdtempSync } from 'node:fs'
import { readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderHost, settingsFile } from '@openwith/connector-core/folder'
import type { Host } from '@openwith/connector-core/host'
import { settingsForm } from '@openwith/connector-core/settings'
import { memoryState } from '@openwith/connector-core/state/memory'
import { sqliteState } from '@openwith/connector-core/state/sqlite'
import { describeHost } from './describe-host.ts'
import { type MemoryHost, memoryHost } from './memory-host.ts'
import { serveDoor } from './serve-door.testee.ts'

const visibleSettings = async (host: Host) => JSON.stringify(await settingsForm(host.settings))

describeHost<MemoryHost>('memoryHost', {
  create: ({ now }) => memoryHost({ now }),
  seed: (host, document) => host.add(document).id,
  readRaw: (host, id) => host.bytesOf(id),
  cleanUp: (host) => host.cleanUp(),
  features: {
    replaceOutside: (host, id, bytes) => void host.replace(id, bytes),
    touchMetadata: (host, id) => host.touch(id),
    revoke: (host, user) => host.revoke(user.id),
    visibleSettings,
    serverDoor: serveDoor,
    streams: false,
  },
})

interface FolderTrial extends Host {
  base: string
  users: { id: string; name: string }[]
  closeState(): void
}

const folderSuite = (kind: 'memory' | 'sqlite') =>
  describeHost<FolderTrial>(`folderHost over ${kind}State`, {
    create({ now }) {
      const base = mkdtempSync(join(tmpdir(), 'openwith-folder-host-'))
      const users = [{ id: 'ada', name: 'Ada Lovelace' }]
      const sqlite = kind === 'sqlite' ? sqliteState({ path: join(base, 'state.sqlite'), now }) : null
      const host = folderHost({
        directory: join(base, 'documents'),
        state: sqlite ?? memoryState({ now }),
        settings: settingsFile({ path: join(base, 'settings.json'), environment: {} }),
        mount: { publicUrl: 'https://cms.example.com/site', serverPath: '/server', browserPath: '/browser' },
        users,
        now,
      })
      return { ...host, base, users, closeState: () => sqlite?.close() }
    },
    async seed(host, { name, bytes }) {
      await writeFile(join(host.base, 'documents', name), bytes)
      return name
    },
    async readRaw(host, id) {
      const name = (await host.documents.find(id))?.name ?? id
      return readFile(join(host.base, 'documents', name))
    },
    async cleanUp(host) {
      host.closeState()
      await rm(host.base, { recursive: true })
    },
    features: {
      replaceOutside: (host, id, bytes) => writeFile(join(host.base, 'documents', id), bytes),
      touchMetadata: (host, id) => utimes(join(host.base, 'documents', id), 1_700_000_000, 1_700_000_000),
      revoke: (host, user) =>
        void host.users.splice(
          host.users.findIndex(({ id }) => id === user.id),
          1,
        ),
      visibleSettings,
      serverDoor: serveDoor,
    },
  })

folderSuite('memory')
folderSuite('sqlite')
