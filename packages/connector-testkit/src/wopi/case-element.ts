import { XMLParser } from 'fast-xml-parser'

/** One element of the file of cases, children in their order. */
export interface CaseElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly CaseElement[]
  text: string
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 100_000_000 },
})

/** Reads an XML text whose author is trusted. */
export function parseElement(xml: string): CaseElement {
  const roots = (parser.parse(xml) as Node[]).map(toElement).filter((found) => found.name !== '?xml')
  const root = roots.find((found) => found.name !== '')
  if (root === undefined) throw new Error('There is no element.')
  return root
}

type Node = Record<string, unknown>

function toElement(node: Node): CaseElement {
  const name = Object.keys(node).find((key) => key !== ':@') ?? ''
  if (name === '#text') return { name: '', attributes: {}, children: [], text: String(node[name]) }
  const content = Array.isArray(node[name]) ? (node[name] as Node[]).map(toElement) : []
  return {
    name,
    attributes: (node[':@'] ?? {}) as Record<string, string>,
    children: content.filter((child) => child.name !== ''),
    text: content
      .filter((child) => child.name === '')
      .map((child) => child.text)
      .join(''),
  }
}

/** The first child of that name. */
export function childOf(element: CaseElement | undefined, name: string): CaseElement | undefined {
  return element?.children.find((child) => child.name === name)
}
