import { createHash } from 'node:crypto'
import type { DocumentAnswer, Editor } from '@openwith/connector-core'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
header, form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center }
h1 { margin: 0; font-size: 1.5rem; flex: 1 }
table { width: 100%; border-collapse: collapse; margin: 1.5rem 0 }
th, td { padding: .5rem .75rem; text-align: start; border-bottom: 1px solid color-mix(in srgb, currentcolor 20%, transparent) }
td.size { text-align: end; white-space: nowrap }
input, select, button { font: inherit; padding: .25rem .5rem }
footer { opacity: .75; font-size: .875rem }
.empty { padding: 2rem 0 }`

const styleHash = createHash('sha256').update(style).digest('base64')

/** The start page: every document with its links, "Create new", and who one is. */
export function listPage(page: {
  base: string
  user: string
  documents: readonly DocumentAnswer[]
  /** Those that are set up. Beside ONLYOFFICE, each gets a link of its own. */
  editors: readonly Editor[]
  documentServerUrl: string
}): Response {
  const user = encodeURIComponent(page.user)
  const rows = page.documents.map(({ id, name, size, modifiedAt, actions, notice }) => {
    const path = id.split('/').map(encodeURIComponent).join('/')
    const href = (mode: string): string => escapeHtml(`${page.base}/open/${path}?user=${user}&mode=${mode}`)
    const others = page.editors
      .filter(({ id: editor }) => editor !== 'onlyoffice' && actions.editors.view.includes(editor))
      .map((editor) => {
        const mode = actions.editors.edit.includes(editor.id) ? 'edit' : 'view'
        const address = `${href(mode)}${escapeHtml(`&editor=${encodeURIComponent(editor.id)}`)}`
        return ` · <a href="${address}">Open with ${escapeHtml(editor.name)}</a>`
      })
    const edit = actions.edit ? `<a href="${href('edit')}">Open</a> · ` : ''
    return `<tr>
<td><a href="${href(actions.edit ? 'edit' : 'view')}">${escapeHtml(name)}</a>${notice === undefined ? '' : `<br><small>${escapeHtml(notice)}</small>`}</td>
<td class="size">${formatSize(size)}</td>
<td><time datetime="${escapeHtml(modifiedAt)}">${escapeHtml(modifiedAt.slice(0, 16).replace('T', ' '))}</time></td>
<td>${edit}<a href="${href('view')}">View</a>${others.join('')} · <a href="${escapeHtml(`${page.base}/files/${path}`)}">Download</a></td>
</tr>`
  })
  const table =
    rows.length === 0
      ? '<p class="empty">No documents yet. Create one.</p>'
      : `<table><thead><tr><th>Name</th><th>Size</th><th>Changed (UTC)</th><th>Actions</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Documents</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header>
<h1>Documents</h1>
<form method="get" action="${escapeHtml(page.base)}/">
<label>You are <input name="user" value="${escapeHtml(page.user)}" size="8" maxlength="128" required></label>
<button>Change</button>
</form>
</header>
${table}
<form method="post" action="${escapeHtml(page.base)}/create">
<input type="hidden" name="user" value="${escapeHtml(page.user)}">
<label>New <select name="kind">
<option value="docx">document</option>
<option value="xlsx">spreadsheet</option>
<option value="pptx">presentation</option>
<option value="pdf">PDF form</option>
</select></label>
<label>named <input name="name" placeholder="automatic" maxlength="200"></label>
<button>Create new</button>
</form>
<footer><p>Opens in the Document Server at ${escapeHtml(page.documentServerUrl)}</p></footer>
</body>
</html>
`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    },
  })
}

function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

function escapeHtml(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
}
