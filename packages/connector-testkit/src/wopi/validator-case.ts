import { type CaseElement, childOf, parseElement } from './case-element.ts'

/** One case of Microsoft's validator. */
export interface ValidatorCase {
  group: string
  name: string
  /** `WopiCore`, `OfficeOnline`, `OfficeNativeClient`, `WopiCoauth`. */
  category: string
  prerequisites: readonly string[]
  requests: readonly CaseElement[]
  cleanup: readonly CaseElement[]
}

export interface ValidatorCases {
  cases: readonly ValidatorCase[]
  prerequisites: ReadonlyMap<string, readonly CaseElement[]>
}

/** Reads `TestCases.xml` of microsoft/wopi-validator-core. */
export function readCases(xml: string): ValidatorCases {
  const root = parseElement(xml)
  const requestsOf = (element: CaseElement, name: string): readonly CaseElement[] =>
    childOf(element, name)?.children ?? []
  const prerequisites = new Map<string, readonly CaseElement[]>()
  for (const found of childOf(root, 'PrereqCases')?.children ?? [])
    prerequisites.set(found.attributes.Name ?? '', requestsOf(found, 'Requests'))
  const cases: ValidatorCase[] = []
  for (const group of root.children.filter(({ name }) => name === 'TestGroup')) {
    for (const found of childOf(group, 'TestCases')?.children ?? []) {
      cases.push({
        group: group.attributes.Name ?? '',
        name: found.attributes.Name ?? '',
        category: found.attributes.Category ?? '',
        prerequisites: (childOf(group, 'PrereqTests')?.children ?? []).map(({ text }) => text.trim()),
        requests: requestsOf(found, 'Requests'),
        cleanup: requestsOf(found, 'CleanupRequests'),
      })
    }
  }
  return { cases, prerequisites }
}
