import path from 'node:path'
import { ConnectorError } from '@openwith/connector-core'
import type { Host } from '@openwith/connector-core/host'
import type { Payload } from 'payload'
import { createAccess, type PayloadAccess } from './access.ts'
import { createDocuments } from './documents.ts'
import { prefix } from './names.ts'
import type { OpenWithOptions } from './options.ts'
import { readRowId } from './row-id.ts'
import { createSettingsStore } from './settings-store.ts'
import { createState } from './state.ts'
import { createUploadRows } from './upload-rows.ts'

export interface PayloadHost extends Host {
  access: PayloadAccess
  /** Removes expired state and what killed processes left half done. */
  sweep(): Promise<void>
}

/** Both doors are below Payload's API route; the server door is a part of the browser door's path that is matched first. */
export const doorPaths = ({ config: { routes } }: Payload): { serverPath: string; browserPath: string } => ({
  serverPath: `${routes.api}/${prefix}/server`,
  browserPath: `${routes.api}/${prefix}`,
})

/** What Payload lends the core: upload collections, access control, its database, a global with the settings. */
export function createHost(
  payload: Payload,
  options: OpenWithOptions,
  { now = () => new Date() }: { now?(): Date } = {},
): PayloadHost {
  const environment = process.env
  const { routes, serverURL } = payload.config

  function publicUrl(): string {
    const url = environment.OPENWITH_PUBLIC_URL || options.publicUrl || serverURL
    if (URL.canParse(url)) return url.replace(/\/+$/, '')
    throw new ConnectorError(
      'not_configured',
      'The address of Payload is not known. Set publicUrl of openwith() or serverURL in payload.config, or OPENWITH_PUBLIC_URL.',
    )
  }

  const log: Host['log'] = (entry) => {
    const of = entry.documentId === undefined ? '' : ` (document ${entry.documentId})`
    const msg = `[openwith] ${entry.code}: ${entry.message}${of}`
    payload.logger[entry.level](entry.cause === undefined ? { msg } : { msg, err: entry.cause })
  }
  const dataDirectory = path.resolve(environment.OPENWITH_DATA_DIRECTORY || options.dataDirectory || `.${prefix}`)
  const rows = createUploadRows(payload, options.collections)
  const access = createAccess(payload, rows, options)
  const state = createState(payload, now)
  const { newDocument } = options
  const documents = createDocuments({ payload, rows, state, access, dataDirectory, newDocument, log })

  return {
    documents,
    access,
    state,
    settings: createSettingsStore(payload, options),
    dataDirectory,
    mount: () => ({ publicUrl: publicUrl(), ...doorPaths(payload) }),
    pages: {
      document({ id }, mode) {
        const of = readRowId(payload, id)
        const page = `${publicUrl()}${routes.admin}/${prefix}/${of?.collection}/${encodeURIComponent(String(of?.id))}`
        return mode === 'view' ? `${page}?mode=view` : page
      },
    },
    log,
    now,
    async sweep() {
      await state.sweep()
      await documents.sweep()
    },
  }
}
