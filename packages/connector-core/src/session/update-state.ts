import { ConnectorError } from '../errors.ts'
import type { StateStore } from '../host.ts'

const attempts = 50

/**
 * Changes one JSON entry of the shared state by compare-and-swap until it sticks. `change` gets the present value and gives the next one,
 * null to delete it, or undefined to leave it. Resolves to what the entry holds afterwards. Throws `unavailable` when others keep winning.
 */
export async function updateState<T>(
  state: StateStore,
  key: string,
  change: (current: T | null) => { value: T | null; ttlSeconds: number | null } | undefined,
): Promise<T | null> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const text = await state.get(key)
    const current = text === null ? null : (JSON.parse(text) as T)
    const next = change(current)
    if (next === undefined) return current
    const nextText = next.value === null ? null : JSON.stringify(next.value)
    if (await state.swap(key, text, nextText, next.ttlSeconds)) return next.value
    if (attempt > 2) await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * attempt))
  }
  throw new ConnectorError('unavailable', 'The shared state is changing too fast. Try again in a moment.')
}
