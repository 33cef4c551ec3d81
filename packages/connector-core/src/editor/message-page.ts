import type { ErrorCode } from '../errors.ts'
import { errorTexts, texts } from '../texts/index.ts'
import { escapeHtml } from './escape-html.ts'
import { type HtmlPage, htmlPage } from './html-page.ts'

export interface MessagePage extends HtmlPage {
  status: number
}

/** The page for a person whose document could not be shown: what happened and what to do, with the error's status. */
export function renderMessagePage(input: {
  code: ErrorCode
  /** The error's own sentence, in English; shown below ours. */
  message: string
  status: number
  locale?: string
  /** Where "go back" leads, such as the CMS. Only http(s) addresses and paths are used. */
  closeUrl?: string
  frameAncestors?: readonly string[]
}): MessagePage {
  const text = texts(input.locale)
  const { title, text: advice } = errorTexts(input.code, text)
  const back =
    input.closeUrl !== undefined && /^(?:https?:\/\/|\/(?!\/))/i.test(input.closeUrl)
      ? `<a href="${escapeHtml(input.closeUrl)}">${escapeHtml(text.goBack)}</a>`
      : ''
  const page = htmlPage({
    title,
    locale: input.locale,
    frameAncestors: input.frameAncestors,
    body: () => `<main class="message">
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(advice)}</p>
<p class="detail" lang="en">${escapeHtml(input.message)}</p>
${back}
</main>`,
  })
  return { ...page, status: input.status }
}
