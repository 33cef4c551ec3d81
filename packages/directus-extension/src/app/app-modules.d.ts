/** What the extension uses of the modules that the Directus app shares with its extensions at run time (Directus 12). */
declare module 'vue-i18n' {
  import type { Ref } from 'vue'

  export function useI18n(): { locale: Ref<string> }
}

declare module 'vue-router' {
  export interface Route {
    params: Record<string, string | string[]>
    query: Record<string, string | string[] | null | undefined>
    fullPath: string
  }
  export function useRoute(): Route
  export function onBeforeRouteLeave(guard: (to: Route) => boolean): void
  export function useRouter(): {
    push(to: string | { path: string; query?: Record<string, string> }): Promise<unknown>
    replace(to: string): Promise<unknown>
    back(): void
  }
}
