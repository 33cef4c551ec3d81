import { randomBytes } from 'node:crypto'
import { textsLanguage } from '../texts/index.ts'
import { escapeHtml } from './escape-html.ts'
import { pageHeaders } from './page-headers.ts'
import { pageStyle } from './page-style.ts'

export interface HtmlPage {
  html: string
  headers: Record<string, string>
}

/** A whole page of ours. `body` gets the nonce and answers HTML that is already escaped. */
export function htmlPage(input: {
  title: string
  locale?: string
  documentServerOrigin?: string
  wopiOrigin?: string
  frameAncestors?: readonly string[]
  body(nonce: string): string
}): HtmlPage {
  const nonce = randomBytes(18).toString('base64')
  const html = `<!doctype html>
<html lang="${textsLanguage(input.locale)}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(input.title)}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${pageStyle}</style>
</head>
<body>
${input.body(nonce)}
</body>
</html>
`
  const { documentServerOrigin, wopiOrigin, frameAncestors } = input
  return { html, headers: pageHeaders({ nonce, documentServerOrigin, wopiOrigin, frameAncestors }) }
}
