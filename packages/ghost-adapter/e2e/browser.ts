import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { GhostApp, Staff } from '../../../examples/ghost/app.mts'
import type { Stage } from './stage.ts'

export { editorOf, typeAtEnd } from '../../../toolchain/stage/editor-frame.ts'

export interface LoginOptions {
  /** What the person chose in Ghost. Default: light. */
  appearance?: 'light' | 'dark'
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" rx="2" fill="#d3dae0"/></svg>'

/** A browser of its own, without anybody signed in. */
export async function visitor(browser: Browser, stage: Stage): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    locale: 'en-US',
    acceptDownloads: true,
    reducedMotion: 'reduce',
  })
  // Ghost's pages ask for fonts and icons of other hosts, and its settings do not open without an answer.
  const own = new Set([new URL(stage.app.url).origin, new URL(stage.server.url).origin])
  await context.route(
    (url) => !own.has(url.origin) && url.protocol.startsWith('http'),
    (route) => {
      const kind = route.request().resourceType()
      if (kind === 'stylesheet') return route.fulfill({ contentType: 'text/css', body: '' })
      if (kind === 'image') return route.fulfill({ contentType: 'image/svg+xml', body: icon })
      return route.fulfill({ status: 204 })
    },
  )
  return context
}

/** A browser of its own, signed in to Ghost's admin. */
export async function loggedIn(
  browser: Browser,
  stage: Stage,
  account: Staff = stage.app.admin,
  options: LoginOptions = {},
): Promise<BrowserContext> {
  await setAppearance(stage.app, account, options.appearance ?? 'light')
  const context = await visitor(browser, stage)
  const [name = '', ...value] = (await stage.app.login(account)).split('=')
  await context.addCookies([{ name, value: value.join('='), url: `${stage.app.url}/ghost` }])
  return context
}

async function setAppearance(app: GhostApp, account: Staff, nightShift: string): Promise<void> {
  const me = '/ghost/api/admin/users/me/?include=roles'
  const { users } = await app.api<{ users: Record<string, unknown>[] }>('GET', me, undefined, account)
  const [user] = users
  const accessibility = JSON.parse(String(user?.accessibility ?? '{}')) as Record<string, unknown>
  if (accessibility.nightShift === nightShift) return
  const body = { users: [{ ...user, accessibility: JSON.stringify({ ...accessibility, nightShift }) }] }
  await app.api('PUT', `/ghost/api/admin/users/${user?.id}/?include=roles`, body, account)
}

/** Opens the post editor and waits until its content is there. */
export async function openPost(page: Page, stage: Stage, id: string): Promise<void> {
  await page.goto(`${stage.app.url}/ghost/#/editor/post/${id}`)
  await contentOf(page).waitFor()
}

/** Begins a post and waits until Ghost has stored it, which it does when the title is left: its editor may lose what is written at that moment. */
export async function startPost(page: Page, stage: Stage, title: string): Promise<void> {
  await page.goto(`${stage.app.url}/ghost/#/editor/post`)
  await page.getByPlaceholder('Post title').fill(title)
  await contentOf(page).click()
  await page.waitForURL(/\/post\/[\da-f]{24}/)
  await contentOf(page).click()
}

/** What people write in, beside its hidden twin. */
export const contentOf = (page: Page) => page.locator('.koenig-react-editor [data-secondary-instance=false] .kg-prose')

/** The file cards of the open post, by what they show. */
export const cardOf = (page: Page, text: string) =>
  contentOf(page)
    .locator('[data-kg-card=file]')
    .filter({ has: page.locator('[data-kg-file-card=dataset]', { hasText: text }) })

/** Clicks a button that opens a tab; answers the tab. */
export async function clickForTab(page: Page, click: () => Promise<unknown>): Promise<Page> {
  const [tab] = await Promise.all([page.context().waitForEvent('page'), click()])
  return tab
}
