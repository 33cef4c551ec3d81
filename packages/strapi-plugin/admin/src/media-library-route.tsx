import { adminApi } from '@strapi/strapi/admin'
import { type ComponentType, lazy, Suspense } from 'react'
import type { StrapiApp } from './strapi-app.ts'

const MediaLibraryShell = lazy(() =>
  import('./media-library-shell.tsx').then((module) => ({ default: module.MediaLibraryShell })),
)

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
      return {
        ...route,
        lazy: async () => {
          const module = await load()
          const Library = module.Component as ComponentType
          const Component = () => (
            // Until our part is there, the library alone.
            <Suspense fallback={<Library />}>
              <MediaLibraryShell refresh={refresh}>
                <Library />
              </MediaLibraryShell>
            </Suspense>
          )
          return { ...module, Component }
        },
      }
    }),
  )
}
