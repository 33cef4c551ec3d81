import { setTimeout as sleep } from 'node:timers/promises'
import type { StateStore } from '@openwith/connector-core/host'
import { memoryState } from '@openwith/connector-core/state/memory'
import { afterEach, expect, it, vi } from 'vitest'
import type { DirectusContext } from './directus.ts'
import { createNames } from './name-taken.ts'

afterEach(() => void vi.useRealTimers())

/** A library in which no name is used. */
function emptyLibrary(): DirectusContext {
  const query = { whereIn: () => query, whereNull: () => query, where: () => query, select: async () => [] }
  return { database: (() => query) as unknown } as DirectusContext
}

it('holds a name for as long as a slow storage takes, and gives back none but its own', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  let now = new Date('2027-01-01T00:00:00Z')
  const state: StateStore = memoryState({ now: () => now })
  const names = createNames(emptyLibrary(), state)
  const pass = async (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000)
    vi.advanceTimersByTime(seconds * 1000)
    await sleep(1)
  }
  const slow = Promise.withResolvers<void>()
  const first = names.reserve('Plan.docx', null, null, () => slow.promise)
  await sleep(1)
  for (let minute = 0; minute < 9; minute += 1) await pass(20)
  await expect(names.reserve('Plan.docx', null, null, async () => {})).rejects.toMatchObject({ code: 'name_taken' })

  // The process stood still, and somebody else has the name by now.
  now = new Date(now.getTime() + 120_000)
  const other = Promise.withResolvers<void>()
  const second = names.reserve('Plan.docx', null, null, () => other.promise)
  await sleep(1)
  slow.resolve()
  await first
  await expect(names.reserve('Plan.docx', null, null, async () => {})).rejects.toMatchObject({ code: 'name_taken' })
  other.resolve()
  await second
  await names.reserve('Plan.docx', null, null, async () => {})
})
