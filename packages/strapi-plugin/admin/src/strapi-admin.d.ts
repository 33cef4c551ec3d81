/**
 * The part of Strapi's admin that this plugin uses. Strapi is installed by the user's application only.
 * Source: `@strapi/strapi/admin` 5.54, `@strapi/admin: dist/admin/src`.
 */
declare module '@strapi/strapi/admin' {
  import type { ComponentType, ReactNode } from 'react'

  export interface FetchClient {
    get<T>(url: string, config?: { params?: Record<string, unknown>; signal?: AbortSignal }): Promise<{ data: T }>
    post<T>(url: string, data?: unknown): Promise<{ data: T }>
    put<T>(url: string, data?: unknown): Promise<{ data: T }>
    del<T>(url: string): Promise<{ data: T }>
  }
  export function useFetchClient(): FetchClient

  export interface Notification {
    type: 'info' | 'warning' | 'danger' | 'success'
    message: string
    link?: { label: string; url: string; target?: string }
    timeout?: number
  }
  export function useNotification(): { toggleNotification(notification: Notification): void }

  export function useQueryParams<T extends object>(): readonly [
    { query: Partial<T> },
    (next: Partial<T>, method?: 'push' | 'remove') => void,
  ]
  export function useRBAC(permissions: { action: string; subject: null }[]): {
    isLoading: boolean
    /** `canCreate` for an action that ends in `.create`. */
    allowedActions: Record<string, boolean>
  }
  export function unstable_useContentManagerContext(): { form: { values?: unknown } }

  export const Page: {
    Main: ComponentType<{ children: ReactNode; 'aria-busy'?: boolean }>
    Title: ComponentType<{ children: string }>
    Loading: ComponentType
    Protect: ComponentType<{ permissions: { action: string; subject: null }[]; children: ReactNode }>
  }
  export const Layouts: {
    Header: ComponentType<{ title: string; subtitle?: string; primaryAction?: ReactNode; navigationAction?: ReactNode }>
    Content: ComponentType<{ children: ReactNode }>
    Action: ComponentType<{ startActions?: ReactNode; endActions?: ReactNode }>
  }
  export const adminApi: { util: { invalidateTags(tags: unknown[]): unknown } }
}
