import type { Settings } from '@openwith/connector-core/settings'
import type { CollectionSlug, PayloadRequest } from 'payload'

/** What `openwith()` in `payload.config.ts` takes. Everything has a default. */
export interface OpenWithOptions {
  /** Slugs of the upload collections whose documents open in the editor. Default: every upload collection. */
  collections?: readonly CollectionSlug[]
  /** `false` takes buttons, routes and settings away and keeps the database as it is. Default: `true`. */
  enabled?: boolean
  /**
   * Payload as a browser sees it: origin and base path, such as `https://cms.example.com`. The environment's `OPENWITH_PUBLIC_URL` wins.
   * Default: `serverURL` of the Payload configuration. It is never guessed from a request.
   */
  publicUrl?: string
  /**
   * Folder for saves that are under way and for the recovery area, on a disk that outlives the process; relative to the application. The environment's
   * `OPENWITH_DATA_DIRECTORY` wins. Default: `.openwith`.
   */
  dataDirectory?: string
  /**
   * Who may change the settings, run the check and use the recovery area. Default: whoever may enter the admin panel (`access.admin` of the
   * collection named by `admin.user`). Give one as soon as editors log in to the admin panel too.
   */
  administer?(args: { req: PayloadRequest }): boolean | Promise<boolean>
  /**
   * Further fields of a document that is made by "Create new" or kept as a copy. Without it, required texts get the document's name and other required fields
   * are taken over from the document beside it.
   */
  newDocument?(args: { collection: string; name: string }): Record<string, unknown> | Promise<Record<string, unknown>>
  /** Settings fixed in code; the settings screen shows them read-only. The environment wins over them. */
  settings?: CodeSettings
}

/** Any of the connector's settings, such as `{ documentServerUrl, secret, customization: { zoom: 100 } }`. Undefined ones fix nothing. */
export type CodeSettings = {
  [Name in keyof Settings]?: Settings[Name] extends readonly unknown[] | string | number | boolean
    ? Settings[Name]
    : Partial<Settings[Name]>
}
