/**
 * A user id as WOPI allows it: without the signs that some clients cannot stand. Most ids stay as they are; others are written in base64url
 * (WOPI, CheckFileInfo: UserId).
 */
export function wopiUserId(id: string): string {
  return /^[\w.@:=+-]{1,128}$/.test(id) && !id.startsWith('~') ? id : `~${Buffer.from(id).toString('base64url')}`
}

/** The user id behind {@link wopiUserId}. */
export function readWopiUserId(text: string): string {
  return text.startsWith('~') ? Buffer.from(text.slice(1), 'base64url').toString('utf8') : text
}
