import { ConnectorError } from '../errors.ts'
import type { Settings } from '../settings/settings.ts'

/**
 * Where a browser loads the editor's `api.js`. The document key lets a cluster of Document Servers choose a node
 * (ONLYOFFICE docs: Get started, How it works, shardkey). Throws `not_configured`.
 */
export function scriptUrl(settings: Pick<Settings, 'documentServerUrl'>, key: string): string {
  if (settings.documentServerUrl === '') {
    throw new ConnectorError('not_configured', 'The address of ONLYOFFICE Docs is not set. Enter it in the settings.')
  }
  return `${settings.documentServerUrl}/web-apps/apps/api/documents/api.js?shardkey=${encodeURIComponent(key)}`
}
