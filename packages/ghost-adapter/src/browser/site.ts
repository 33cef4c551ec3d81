/** The script for the public site, where an administrator has switched it on: buttons on file cards for readers and staff. */
import { mountOfScript } from './documents/mount-of-script.ts'
import { type SiteText, siteTextsFor } from './translations/site-texts.ts'
import { element } from './ui/element.ts'
import { addStyle } from './ui/style.ts'

interface Right {
  view: boolean
  edit: boolean
}

const mostAtOnce = 50
const timeoutMilliseconds = 60_000

// The theme's own colours and font; its rules for buttons and for the space between blocks do not apply.
const style = `
.openwith-buttons{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0 0!important}
.openwith-buttons button{all:unset;box-sizing:border-box;padding:.45em .9em;border:1px solid color-mix(in srgb,currentColor 22%,transparent);border-radius:6px;color:inherit;font:inherit;font-size:max(.75em,13px);font-weight:500;line-height:1.3;cursor:pointer}
.openwith-buttons button:hover{background:color-mix(in srgb,currentColor 7%,transparent)}
.openwith-buttons button:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.openwith-buttons button[disabled]{opacity:.5;cursor:default}
.openwith-buttons [role=alert]{flex-basis:100%;font-size:max(.75em,13px)}
`

async function start(mount: string): Promise<void> {
  const cards = [...document.querySelectorAll<HTMLAnchorElement>('.kg-file-card a.kg-file-card-container[href]')]
  const urls = [...new Set(cards.map((card) => card.href))].slice(0, mostAtOnce)
  if (urls.length === 0) return
  const locale = document.documentElement.lang
  const { files } = await ask<{ files: Record<string, Right> }>(mount, 'view', { urls })
  addStyle(style)
  for (const card of cards) {
    const right = files[card.href]
    if (right?.view) addButtons(card, right, { mount, locale, text: siteTextsFor(locale) })
  }
}

function addButtons(
  card: HTMLAnchorElement,
  right: Right,
  { mount, locale, text }: { mount: string; locale: string; text: SiteText },
): void {
  const name = card.querySelector('.kg-file-card-filename')?.textContent?.trim() ?? ''
  const problem = element('span', { attributes: { role: 'alert' } })
  const buttonFor = (mode: 'view' | 'edit') => {
    const button = element('button', {
      text: text(mode),
      attributes: { type: 'button', 'aria-label': name === '' ? null : `${text(mode)}: ${name}` },
    })
    button.addEventListener('click', async () => {
      // After an await the browser would take it for a pop-up.
      const tab = window.open('', '_blank')
      button.disabled = true
      problem.textContent = ''
      try {
        const { url } = await ask<{ url: string }>(mount, 'open', {
          url: card.href,
          mode,
          ...(locale === '' ? {} : { locale }),
        })
        if (tab === null) window.location.assign(url)
        else {
          tab.opener = null
          tab.location.replace(url)
        }
      } catch (error) {
        tab?.close()
        const said = error instanceof Error && /^(?:en\b|$)/i.test(locale) ? error.message : ''
        problem.textContent = said === '' ? text('failed') : said
      }
      button.disabled = false
    })
    return button
  }
  const outer = card.closest('.kg-file-card') ?? card
  outer.after(
    element('div', { class: 'openwith-buttons' }, buttonFor('view'), right.edit && buttonFor('edit'), problem),
  )
}

/** Throws an error with the server's own words. */
async function ask<Answer>(mount: string, route: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${mount}public/${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  })
  const answer = (await response.json()) as Answer & { error?: { message?: string } }
  if (!response.ok) throw new Error(answer.error?.message ?? '')
  return answer
}

// Without an answer the site stays as it is without us.
const mount = mountOfScript()
const run = () => start(mount).catch(() => {})
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run)
else void run()
