import { defineEndpoint } from '@directus/extensions-sdk'
import type { DirectusContext, ExpressRouter } from '../directus.ts'
import { mountBrowserDoor } from '../mount.ts'

/** The browser door for whoever is logged in to Directus. */
export default defineEndpoint({
  id: 'openwith',
  handler: (router, context) =>
    mountBrowserDoor(router as unknown as ExpressRouter, context as unknown as DirectusContext),
})
