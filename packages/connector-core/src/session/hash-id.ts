import { hash } from 'node:crypto'

/** A document id as part of a state key: any id becomes 32 characters that every store accepts. */
export function hashId(id: string): string {
  return hash('sha256', id, 'base64url').slice(0, 32)
}
