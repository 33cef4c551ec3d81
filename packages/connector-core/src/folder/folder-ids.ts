import { createHash } from 'node:crypto'
import type { StateStore } from '../host.ts'
import { type DocumentIds, documentIds } from './document-ids.ts'

/** Prefix of everything that the state holds for the folder at this real path. */
export function statePrefix(root: string): string {
  return `folder/${hashOf(root).slice(0, 16)}`
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40)
}

/** Ids of the documents below `root`. */
export function idsOfDocuments(root: string, state: StateStore): DocumentIds {
  return documentIds(state, (kind, text) => `${statePrefix(root)}/${kind}/${hashOf(text)}`)
}

/** Ids of the folders below `root`; that of the root is empty. */
export function idsOfFolders(root: string, state: StateStore): DocumentIds {
  return documentIds(state, (kind, text) => `${statePrefix(root)}/folder-${kind}/${hashOf(text)}`)
}
