import type { ComponentType } from 'react'

type Lazy = () => Promise<{ default: ComponentType }>

interface Link {
  to: string
  intlLabel: { id: string; defaultMessage: string }
  permissions: { action: string; subject: null }[]
  Component: Lazy
}

/** A route of the admin; `lazy` loads its component. */
export interface AdminRoute {
  path?: string
  lazy?: () => Promise<{ Component?: ComponentType }>
}

/** What Strapi hands to `register` and `bootstrap`. Source: `@strapi/admin: dist/admin/src/StrapiApp.d.ts` 5.54. */
export interface StrapiApp {
  registerPlugin(plugin: { id: string; name: string }): void
  addMenuLink(link: Link & { icon: ComponentType; position: number }): void
  addSettingsLink(section: string, link: Link & { id: string }): void
  router: { addRoute(change: (routes: AdminRoute[]) => AdminRoute[]): void }
  store?: { dispatch(action: unknown): void }
  getPlugin(name: string): { apis: { addEditViewSidePanel?(panels: unknown[]): void } } | undefined
}
