import { adminApi } from '@strapi/strapi/admin'
import type { ComponentType } from 'react'
import type { StrapiApp } from './strapi-app.ts'

/**
 * Puts our toolbar and button into the Media Library. It has no extension point of its own, but its route can be wrapped; both the present and the
 * legacy Media Library are mounted there. Source: `@strapi/admin: core/apis/router` (`addRoute` with a reducer).
 */
export function withMediaLibrary(app: StrapiApp): void {
  // Strapi's list of assets is cached in its store; a new document is seen when the list is asked for again.
  const refresh = () => app.store?.dispatch(adminApi.util.invalidateTags([{ type: 'Asset', id: 'LIST' }]))
  app.router.addRoute((routes) =>
    routes.map((route) => {
      const load = route.lazy
      if (route.path !== 'plugins/upload/*' || load === undefined) return route
      const lazy = async () => {
        const [module, shell] = await Promise.all([load(), import('./media-library-shell.tsx').catch(() => null)])
        const Library = module.Component
        // The library must work without us.
        if (shell === null || Library === undefined) return module
        return { ...module, Component: wrap(shell.MediaLibraryShell, Library, refresh) }
      }
      return { ...route, lazy }
    }),
  )
}

type Shell = typeof import('./media-library-shell.tsx').MediaLibraryShell

function wrap(Shell: Shell, Library: ComponentType, refresh: () => void): ComponentType {
  return function WrappedMediaLibrary() {
    return (
      <Shell refresh={refresh}>
        <Library />
      </Shell>
    )
  }
}
