/** Attributes of an XML element in this order; those without a value are left out. */
export function attributes(pairs: readonly (readonly [name: string, value: string | undefined])[]): string {
  return pairs.map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeXml(value)}"`)).join('')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
