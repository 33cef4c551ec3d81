/** What `/hosting/capabilities` says, as far as the connector uses it. Source: Collabora Online SDK, "Capabilities"; ONLYOFFICE imitates it. */
export interface WopiCapabilities {
  /** Path of the conversion service below the server, or null; asked from the machine that would convert, for the answer depends on it. */
  convertTo: string | null
  /** New files may be made by `TemplateSource`. */
  templateSource: boolean
  mobile: boolean
  productName: string | null
  productVersion: string | null
}

/** Of a server without that address: every feature absent. */
export const noCapabilities: WopiCapabilities = {
  convertTo: null,
  templateSource: false,
  mobile: false,
  productName: null,
  productVersion: null,
}

/** Reads the answer; whatever is missing or of another type counts as absent. Never throws. */
export function readCapabilities(text: string): WopiCapabilities {
  const value = parse(text)
  const convert = asObject(value['convert-to'])
  const endpoint = asText(convert.endpoint) ?? '/cool/convert-to'
  return {
    convertTo: convert.available === true && /^\/[\w./-]{1,200}$/.test(endpoint) ? endpoint : null,
    templateSource: value.hasTemplateSource === true,
    mobile: value.hasMobileSupport === true,
    productName: asText(value.productName),
    productVersion: asText(value.productVersion),
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {}
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

const asText = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? value : null
