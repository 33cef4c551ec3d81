import { HostError } from '../errors.ts'
import type { StateStore } from '../host.ts'

const attempts = 20

/** Sets an entry of the state whatever it is now; null deletes it. Throws `unavailable` when others keep changing it. */
export async function updateEntry(
  state: StateStore,
  key: string,
  next: string | null,
  ttlSeconds: number | null,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const current = await state.get(key)
    if (await state.swap(key, current, next, ttlSeconds)) return
  }
  throw new HostError('unavailable', 'The connector state changes too fast. Try again in a moment.')
}
