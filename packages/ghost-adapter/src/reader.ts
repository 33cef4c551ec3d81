/** Somebody who reads a post on the public site: a member, or a visitor (null). Opens files of this post, to view them. */
export interface Reader {
  member: string | null
  postId: string
}

const form = /^reader:([\da-f]{24}|visitor):([\da-f]{24})$/

/** Id under which the core knows a reader; asked again at each step, so it holds all that their right depends on. */
export function idOfReader({ member, postId }: Reader): string {
  return `reader:${member ?? 'visitor'}:${postId}`
}

/** Null: the id is none of a reader. */
export function readerOfId(id: string): Reader | null {
  const [, member, postId] = form.exec(id) ?? []
  if (member === undefined || postId === undefined) return null
  return { member: member === 'visitor' ? null : member, postId }
}
