import type { XmlPart } from './relationships.ts'
import { appended, attributeOf, escapeAttribute, prefixOf, type Splice } from './xml.ts'

/**
 * What the part `[Content_Types].xml` takes in for new parts (ECMA-376-2, section 6.2.3): a default for each new extension; where the package uses an
 * extension otherwise, each new part says its own type. `types`: extension -> content type, `names`: of the new parts.
 */
export function contentTypeSplices(
  part: XmlPart,
  types: ReadonlyMap<string, string>,
  names: readonly string[],
  needsRelationships: boolean,
): Splice[] {
  const { text, root } = part
  const prefix = prefixOf(root)
  const defaults = new Map<string, string>()
  for (const child of root.children) {
    if (child.local !== 'Default') continue
    const extension = (attributeOf(text, child, 'Extension') ?? '').toLowerCase()
    defaults.set(extension, attributeOf(text, child, 'ContentType') ?? '')
  }
  const wanted = new Map(types)
  if (needsRelationships) wanted.set('rels', 'application/vnd.openxmlformats-package.relationships+xml')
  let defaultXml = ''
  let overrideXml = ''
  for (const [extension, contentType] of wanted) {
    const known = defaults.get(extension)
    if (known === undefined) defaultXml += `<${prefix}Default Extension="${extension}" ContentType="${contentType}"/>`
    else if (known !== contentType) {
      for (const name of names.filter((each) => each.endsWith(`.${extension}`))) {
        overrideXml += `<${prefix}Override PartName="/${escapeAttribute(name)}" ContentType="${contentType}"/>`
      }
    }
  }
  const splices: Splice[] = []
  if (root.selfClosing) return defaultXml + overrideXml === '' ? [] : [appended(text, root, defaultXml + overrideXml)]
  if (defaultXml !== '') splices.push({ start: root.openEnd, end: root.openEnd, text: defaultXml })
  if (overrideXml !== '') splices.push(appended(text, root, overrideXml))
  return splices
}
