import { productVersion } from '../../options.ts'
import type { WopiFlavour } from '../wopi-options.ts'
import { collaboraVersionHash } from './collabora-discovery.ts'

/** `/hosting/capabilities` with the fields of each client. The conversion that it would offer to WOPI hosts is not served here, and said so. */
export function hostingCapabilities(flavour: WopiFlavour, version: string): Record<string, unknown> {
  const shared = {
    hasMobileSupport: true,
    hasProxyPrefix: false,
    hasTemplateSaveAs: false,
    hasTemplateSource: true,
  }
  if (flavour === 'onlyoffice') {
    const convert = { available: false, endpoint: '/lool/convert-to' }
    return { 'convert-to': convert, ...shared, productVersion: productVersion(version) }
  }
  return {
    'convert-to': { available: false },
    ...shared,
    productName: 'Development Document Server',
    productVersion: productVersion(version),
    productVersionHash: collaboraVersionHash,
  }
}
