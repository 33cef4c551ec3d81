import { createHash, randomBytes } from 'node:crypto'
import type { StateStore } from '../host.ts'
import { updateEntry } from './update-entry.ts'

/**
 * Ids that survive a rename. A document's id is the path it was first seen under; only after a rename, or for very long paths, does the state hold
 * where an id lives now.
 */
export interface DocumentIds {
  /** Path of the document with this id, which need not exist. */
  pathOf(id: string): Promise<string>
  /** Id of a document that is there; issues one if need be. `foundBy`: the id for which {@link pathOf} has just given this path. */
  idOf(path: string, foundBy?: string): Promise<string>
  /** One text per document for whatever id or path finds it; issues nothing. */
  lockKeyOf(id: string): Promise<string>
  moved(id: string, path: string): Promise<void>
  /** A new document was made at a path that may have belonged to one deleted behind our back. */
  madeNew(path: string): Promise<void>
}

const longestId = 200

/** `stateKey` makes a key out of a kind and a text. */
export function documentIds(state: StateStore, stateKey: (kind: 'path' | 'id', text: string) => string): DocumentIds {
  const pathKey = (id: string) => stateKey('path', id)
  const idKey = (path: string) => stateKey('id', path)

  const bind = async (id: string, path: string) => {
    await updateEntry(state, pathKey(id), path, null)
    await updateEntry(state, idKey(path), id, null)
  }

  const pathOf = async (id: string) => (await state.get(pathKey(id))) ?? id

  return {
    pathOf,
    async lockKeyOf(id) {
      const path = await pathOf(id)
      return (await state.get(idKey(path))) ?? path
    },
    async idOf(path, foundBy) {
      const bound = await state.get(idKey(path))
      if (bound !== null) return bound
      const isFree = foundBy === path || (await state.get(pathKey(path))) === null
      if (isFree && path.length <= longestId) return path
      // The document first seen under this path lives elsewhere now and keeps the id.
      const name = path.split('/').at(-1) ?? path
      const salt = isFree
        ? createHash('sha256').update(path).digest('hex').slice(0, 16)
        : randomBytes(8).toString('hex')
      const id = `:${salt}/${[...name].slice(-80).join('')}`
      if (await state.swap(idKey(path), null, id, null)) {
        await updateEntry(state, pathKey(id), path, null)
        return id
      }
      return (await state.get(idKey(path))) ?? id
    },
    async moved(id, path) {
      const from = await pathOf(id)
      await bind(id, path)
      await updateEntry(state, idKey(from), null, null)
    },
    async madeNew(path) {
      const former = await state.get(idKey(path))
      if (former === null) return
      await updateEntry(state, idKey(path), null, null)
      await updateEntry(state, pathKey(former), null, null)
    },
  }
}
