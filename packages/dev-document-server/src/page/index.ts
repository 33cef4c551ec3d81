import type { EditorPage, FindPageAsset } from '../rooms.ts'
import { pageScript, pageStyle } from './page-assets.generated.ts'

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/** The editor page inside api.js's frame. Its settings stand in attributes; script and style are assets. */
export const editorPage: EditorPage = (input) => {
  const settings = {
    'document-type': input.documentType,
    'frame-editor-id': input.frameEditorId,
    'parent-origin': input.parentOrigin,
    version: input.version,
    type: input.type,
  }
  const attributes = Object.entries(settings).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
  return `<!doctype html>
<html lang="en" data-language="${escapeHtml(input.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Document editor</title>
<link rel="stylesheet" href="assets/editor.css">
<link rel="icon" href="data:,">
<script src="assets/editor.js" defer></script>
</head>
<body${attributes.join('')}>
<div id="main"></div>
<noscript>This editor needs JavaScript.</noscript>
</body>
</html>
`
}

/** `assets/<name>` of the page. */
export const pageAsset: FindPageAsset = (name) => {
  if (name === 'editor.js') return { contentType: 'text/javascript; charset=utf-8', body: pageScript }
  if (name === 'editor.css') return { contentType: 'text/css; charset=utf-8', body: pageStyle }
  return undefined
}
