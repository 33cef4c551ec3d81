import { type BrowserClient, browserClient, requestSender } from '@openwith/connector-core/browser'
import { useConfig } from '@payloadcms/ui'
import { formatAdminURL } from 'payload/shared'
import { useMemo } from 'react'
import { prefix } from '../names.ts'
import { type RowId, writeRowId } from '../row-id.ts'

type Path = `/${string}`

export interface Door extends BrowserClient {
  /** Address of the browser door, base path included. */
  base: string
  /** What the typed client has no method for; `path` is below the door. Throws `RequestError`. */
  request<Answer>(method: string, path: Path, body?: unknown): Promise<Answer>
  /** A path of the admin as Next's links and router take it: without the application's base path. */
  adminPath(path: Path): string
  /** The same as a browser needs it in an anchor or a window: with the base path. */
  adminUrl(path: Path): string
}

/** The connector's browser door and Payload's own addresses, wherever the application has its admin and its API. */
export function useDoor(): Door {
  const { routes } = useConfig().config
  const { admin, api } = routes
  return useMemo(() => {
    const base = formatAdminURL({ apiRoute: api, path: `/${prefix}` })
    const send = requestSender(base)
    return {
      ...browserClient(base),
      base,
      request: async <Answer>(method: string, path: Path, body?: unknown) =>
        (await send(method, path, body)).value as Answer,
      adminPath: (path) => formatAdminURL({ adminRoute: admin, path }),
      adminUrl: (path) => formatAdminURL({ adminRoute: admin, path, includeBasePath: true }),
    }
  }, [admin, api])
}

/** Our page for a document: the full-page editor, or the editor tab of its document view. */
export function editorPath(row: RowId, place: 'tab' | 'admin', editor?: string): Path {
  const [collection, id] = [encodeURIComponent(row.collection), encodeURIComponent(row.id)]
  const query = editor === undefined ? '' : `?editor=${encodeURIComponent(editor)}`
  return place === 'tab'
    ? `/${prefix}/${collection}/${id}${query}`
    : `/collections/${collection}/${id}/${prefix}${query}`
}

export { type RowId, writeRowId }
