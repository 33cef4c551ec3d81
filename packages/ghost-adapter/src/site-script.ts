import type { Ghost } from './ghost.ts'

/** By this a line of ours is known in Ghost's code injection. */
export const siteScriptMarker = 'data-openwith'

/** What the public site's pages get while readers may view documents. */
export function siteScriptLine(publicUrl: string): string {
  return `<script defer src="${publicUrl}/ghost/openwith/site.js" ${siteScriptMarker}></script>`
}

/** Whether a script on the site may ask the routes below the admin: browsers send the staff cookie, and our routes answer, within one origin only. */
export function canAskFromSite(ghost: Pick<Ghost, 'siteUrl'>, publicUrl: string): boolean {
  return new URL(ghost.siteUrl()).origin === new URL(publicUrl).origin
}

/** The text of a code injection with exactly one line of ours, or none. */
export function withLine(text: string, line: string | null, marker: string): string {
  const others = text.split('\n').filter((one) => !one.includes(marker))
  return [...others, ...(line === null ? [] : [line])].join('\n').replace(/^\n+/, '')
}
