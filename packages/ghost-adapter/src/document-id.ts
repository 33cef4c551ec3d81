import { createHash } from 'node:crypto'
import { namesOfPath } from '@openwith/connector-core/folder/files'

/** The core's limit for ids. */
const longestId = 200

/** Stable opaque id of the file at this path of the storage; null: a path that no id can hold or that no storage may have. */
export function idOfPath(path: string): string | null {
  if (namesOfPath(path) === null) return null
  const id = Buffer.from(path, 'utf8').toString('base64url')
  return id.length <= longestId ? id : null
}

/** Path of an id: refuses what was not made by {@link idOfPath}, climbing and hidden names above all. */
export function pathOfId(id: string): string | null {
  if (!/^[\w-]{1,200}$/.test(id)) return null
  const path = Buffer.from(id, 'base64url').toString('utf8')
  return idOfPath(path) === id ? path : null
}

/** Key of a path in tables and state. */
export function hashOfPath(path: string): string {
  return createHash('sha256').update(path).digest('hex')
}
