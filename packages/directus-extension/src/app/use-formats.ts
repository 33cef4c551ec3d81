import type { FormatsAnswer } from '@openwith/connector-core/browser'
import { onMounted, type Ref, ref } from 'vue'
import type { Connector } from './use-connector.ts'

/** What each format can do here; null until it is known, and when the server does not say. Must be called in a component's setup. */
export function useFormats(connector: Connector): Ref<FormatsAnswer | null> {
  const formats = ref<FormatsAnswer | null>(null)
  onMounted(async () => {
    formats.value = await connector.formats().catch(() => null)
  })
  return formats
}
