import type { Permissions } from '../host.ts'
import type { Discovery } from './parse-discovery.ts'

/** Collabora names its applications after its own programs. Source: `/hosting/discovery` of Collabora Online. */
export const isCollabora = ({ icons }: Pick<Discovery, 'icons'>): boolean => icons.has('writer')

/** Collabora lets nobody suggest changes who may not edit: whoever may do that alone could only read there. */
export function cannotReviewIn(discovery: Pick<Discovery, 'icons'>, permissions: Permissions): boolean {
  const { edit, review, comment } = permissions
  return !edit && review === true && comment !== true && isCollabora(discovery)
}
