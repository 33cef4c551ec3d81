import { hash } from 'node:crypto'
import type { StateStore } from '../host.ts'
import { type DocumentIds, documentIds } from './document-ids.ts'

/** Prefix of everything that the state holds for the folder at this real path. */
export function statePrefix(root: string): string {
  return `folder/${hashOf(root).slice(0, 16)}`
}

export function hashOf(text: string): string {
  return hash('sha256', text).slice(0, 40)
}

/** Ids of the documents below `root`. */
export function idsOfDocuments(root: string, state: StateStore): DocumentIds {
  const prefix = statePrefix(root)
  return documentIds(state, (kind, text) => `${prefix}/${kind}/${hashOf(text)}`)
}

/** Ids of the folders below `root`; that of the root is empty. */
export function idsOfFolders(root: string, state: StateStore): DocumentIds {
  const prefix = statePrefix(root)
  return documentIds(state, (kind, text) => `${prefix}/folder-${kind}/${hashOf(text)}`)
}
