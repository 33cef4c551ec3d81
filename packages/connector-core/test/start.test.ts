import { afterEach, expect, it, vi } from 'vitest'
import { memoryHost } from '../../connector-testkit/src/index.ts'
import { createConnector } from '../src/connector.ts'
import { HostError } from '../src/errors.ts'

afterEach(() => vi.useRealTimers())

it('finishes its work by itself when the database was away while it started, however often that was tried', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const host = memoryHost()
  const { get } = host.state
  let asked = 0
  host.state.get = async () => {
    asked += 1
    throw new HostError('unavailable', 'The database is away.')
  }
  const connector = createConnector(host)
  for (let time = 0; time < 3; time += 1) await expect(connector.start()).rejects.toMatchObject({ code: 'unavailable' })
  expect(vi.getTimerCount(), 'forgotten files, and quiet sessions').toBe(2)
  const before = asked
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toBeGreaterThan(before)
  let healed = 0
  host.state.get = (key) => {
    healed += 1
    return get(key)
  }
  await vi.advanceTimersByTimeAsync(60_000)
  await vi.waitFor(() => expect(healed).toBeGreaterThan(0))
  await connector.close()
  expect(vi.getTimerCount()).toBe(0)
})
