/** Ghost's own setting for what stands before `</body>` of each page of the site. */
const key = 'codeinjection_foot'
const mark = 'data-openwith'

interface Setting {
  key: string
  value: string | null
}

/** The line that brings our script to the site's pages. */
export function siteCodeLine(mount: string): string {
  return `<script defer src="${new URL(`${mount}site.js`, location.href).href}" ${mark}></script>`
}

/**
 * Adds our line to Ghost's code injection, or takes it out; what else stands there stays. Uses Ghost's Admin API as the person who is signed in.
 * Throws when Ghost refuses.
 */
export async function setSiteCode(mount: string, wanted: boolean): Promise<void> {
  const settings = new URL(`${mount}../api/admin/settings/`, location.href)
  const { settings: present } = await request<{ settings: Setting[] }>(settings, 'GET')
  const before = present.find((setting) => setting.key === key)?.value ?? ''
  const others = before
    .split('\n')
    .filter((line) => !(line.includes(mark) && line.includes('/openwith/site.js')))
    .join('\n')
  const next = wanted ? `${others}${others === '' || others.endsWith('\n') ? '' : '\n'}${siteCodeLine(mount)}` : others
  if (next !== before) await request(settings, 'PUT', { settings: [{ key, value: next }] })
}

async function request<Answer>(url: URL, method: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  if (!response.ok) throw new Error(`Ghost refused to change its code injection (HTTP ${response.status}).`)
  return (await response.json()) as Answer
}
