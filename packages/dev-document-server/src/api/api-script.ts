import { productVersion } from '../options.ts'
import { defineDocsApi } from './define-docs-api.ts'

/** Body of `/web-apps/apps/api/documents/api.js`. */
export function apiScript(version: string): string {
  return `/* OpenWith development Document Server: for demos, development and tests. ONLYOFFICE Docs replaces it by changing one address. */
(${defineDocsApi.toString()})(${JSON.stringify(productVersion(version))});
`
}
