import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Host, SpooledFile, StoredDocument } from './host.ts'
import { inUse } from './in-use.ts'
import { createRecoveryArea } from './recovery/index.ts'
import { dataFolders } from './save/spool.ts'
import { createLeases, createSessions, loadInstallation } from './session/index.ts'
import { memoryState } from './state/memory.ts'

it('names what people edit and what waits, and nothing else', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'openwith-in-use-'))
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }))
  const state = memoryState()
  const document = (id: string): StoredDocument => ({
    id,
    name: `${id}.docx`,
    version: '1',
    size: 1,
    modifiedAt: new Date(),
  })
  const documents = { find: async (id: string) => (id === 'gone' ? null : document(id)) } as Host['documents']
  const host = { documents, state, dataDirectory }
  expect(await inUse(host)).toEqual({ edited: [], locked: [], kept: [] })

  const sessions = createSessions(state, await loadInstallation(state), () => new Date())
  const look = { isOurs: async () => false, again: async () => null }
  for (const id of ['edited', 'gone']) await sessions.setActive(await sessions.keyFor(document(id), look), ['ada'])
  await sessions.keyFor(document('opened only'), look)
  const path = join(dataDirectory, 'edit')
  await writeFile(path, 'edit')
  const file: SpooledFile = {
    path,
    size: 4,
    sha256: createHash('sha256').update('edit').digest('hex'),
    stream: () => new Response('edit').body as ReadableStream<Uint8Array>,
  }
  await createRecoveryArea(dataFolders(dataDirectory).recovery).keep(file, {
    documentId: 'kept',
    name: 'Kept.docx',
    at: new Date().toISOString(),
    user: null,
    key: null,
    baseVersion: null,
    reason: { code: 'forbidden', message: 'The right is gone.' },
  })
  const found = await inUse(host)
  expect({ ...found, edited: found.edited.sort() }).toEqual({
    edited: ['edited.docx', 'gone'],
    locked: [],
    kept: ['Kept.docx'],
  })
})

it('tells whether somebody is at a document, in whatever process', async () => {
  const state = memoryState()
  const [here, there] = [createLeases(state), createLeases(state)]
  const work = Promise.withResolvers<void>()
  const holding = here.hold('a', () => work.promise)
  await expect.poll(() => there.isHeld('a')).toBe(true)
  expect(await there.isHeld('b')).toBe(false)
  work.resolve()
  await holding
  expect(await there.isHeld('a')).toBe(false)
})
