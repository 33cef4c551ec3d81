import { fillIn, type Texts } from '../texts/index.ts'

/** What people read for the editor's own error or warning; its description may hold HTML, which is taken out. */
export function editorProblem(data: unknown, kind: 'error' | 'warning', texts: Texts): { code: string; text: string } {
  const { errorCode, warningCode, errorDescription, warningDescription } = (data ?? {}) as Record<string, unknown>
  const number = errorCode ?? warningCode
  const code = typeof number === 'number' ? String(number) : 'unknown'
  if (kind === 'error') {
    // Numbers as seen from ONLYOFFICE Docs 9.3.
    if (number === -4) return { code, text: texts.editorErrorDownload }
    if (number === -20) return { code, text: texts.editorErrorToken }
    if (number === -21) return { code, text: texts.editorErrorExpired }
  }
  const description = errorDescription ?? warningDescription
  const message = typeof description === 'string' ? plainText(description) : ''
  if (message === '') return { code, text: texts.editorErrorUnknown }
  return { code, text: fillIn(kind === 'error' ? texts.editorError : texts.editorWarning, { message }) }
}

function plainText(html: string): string {
  const parsed = new DOMParser().parseFromString(html.replace(/<br\s*\/?>/gi, ' '), 'text/html')
  return (parsed.body.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 500)
}
