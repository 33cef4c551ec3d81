import { createHash } from 'node:crypto'
import { readFile } from 'node:fs'
import type { ServerResponse } from 'node:http'
import path from 'node:path'
import type { GhostRequest } from './ghost.ts'

type SendFile = (file: string, options?: unknown, ...more: unknown[]) => void
type ExpressResponse = ServerResponse & {
  sendFile: SendFile
  set(headers: Record<string, string>): void
  type(type: string): void
  send(body: string): void
}

/** Path of the script below the address of Ghost, which may lie in a folder of its site. */
export const adminScriptPath = '/ghost/openwith/admin.js'

/**
 * Puts our script into the admin's page when Ghost sends it. Ghost sends that file, with an ETag of its bytes, for every address of the admin that is no asset.
 * Source: Ghost 6.65, `web/admin/controller`.
 */
export function addAdminScript(request: GhostRequest): void {
  const response = request.res as ExpressResponse | undefined
  if ((request.method !== 'GET' && request.method !== 'HEAD') || typeof response?.sendFile !== 'function') return
  const base = request.baseUrl.replace(/\/ghost$/, '')
  const sendFile = response.sendFile.bind(response)
  response.sendFile = (file, options, ...more) => {
    if (typeof file !== 'string' || path.basename(file) !== 'index.html') return sendFile(file, options, ...more)
    readFile(file, 'utf8', (error, html) => {
      if (error !== null || !html.includes('</head>')) return sendFile(file, options, ...more)
      const page = html.replace('</head>', () => `<script defer src="${base}${adminScriptPath}"></script></head>`)
      const headers = (options as { headers?: Record<string, string> } | undefined)?.headers ?? {}
      // Another ETag than Ghost's, or a browser would keep the page that it has.
      const etag = `"openwith-${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`
      response.set({ ...headers, ETag: etag })
      response.type('html')
      response.send(page)
    })
  }
}
