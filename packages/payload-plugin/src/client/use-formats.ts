import type { FormatsAnswer } from '@openwith/connector-core/browser'
import { useDoor } from './use-door.ts'
import { useShared } from './use-shared.ts'

/** What each format can do here; null until it is known, and where nobody is allowed to know. */
export function useFormats(): FormatsAnswer | null {
  const door = useDoor()
  return useShared(`${door.base}/formats`, () => door.formats()) ?? null
}

/** Lower case, without dot; empty for a name that has none. */
export function extensionOf(name: unknown): string {
  const dot = typeof name === 'string' ? name.lastIndexOf('.') : -1
  return dot < 1 ? '' : (name as string).slice(dot + 1).toLowerCase()
}
