import type { BrowserClient } from '@openwith/connector-core/browser'
import { useDocumentInfo } from '@payloadcms/ui'
import { useDoor } from './use-door.ts'
import { useShared } from './use-shared.ts'

export type SettingsForm = Awaited<ReturnType<BrowserClient['settings']>>
export type SettingsFormField = SettingsForm['fields'][number]

/**
 * The settings as the connector has them in force: what the environment or code fixes, and which secrets are set. Read anew when the form was saved.
 * Undefined while loading, null when they cannot be read.
 */
export function useSettings(): SettingsForm | null | undefined {
  const door = useDoor()
  const saved = useDocumentInfo().data?.updatedAt
  return useShared(`settings ${saved}`, () => door.settings())
}
