import { useStores } from '@directus/extensions-sdk'
import type { ModuleBarEntry } from './module-bar.ts'

/** A message of the Directus app. */
export interface Notification {
  title: string
  text?: string
  type?: 'info' | 'success' | 'warning' | 'error'
  icon?: string
  /** Stays until it is removed; else three seconds. */
  persist?: boolean
  closeable?: boolean
  loading?: boolean
}

/** The parts of the Directus app's stores that the extension uses (Directus 12: app/stores). */
export interface Studio {
  notifications: { add(notification: Notification): string; remove(id: string): void }
  user: { isAdmin: boolean }
  permissions: {
    hasPermission(collection: string, action: 'create' | 'read' | 'update' | 'delete'): boolean
    getPermission(collection: string, action: string): { access?: 'none' | 'partial' | 'full' } | null
  }
  settings: {
    settings: { module_bar?: ModuleBarEntry[] | null } | null
    updateSettings(values: object): Promise<void>
  }
  presets: { hydrate(): Promise<void> }
}

/** Must be called in a component's setup. */
export function useStudio(): Studio {
  const stores = useStores() as Record<string, (() => unknown) | undefined>
  const open = <Store>(name: string) => stores[name]?.() as Store
  return {
    notifications: open('useNotificationsStore'),
    user: open('useUserStore'),
    permissions: open('usePermissionsStore'),
    settings: open('useSettingsStore'),
    presets: open('usePresetsStore'),
  }
}
