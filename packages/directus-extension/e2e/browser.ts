import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core'
import type { DirectusApp } from '../../../examples/directus/app.mts'

export { editorOf, typeAtEnd } from '../../../toolchain/stage/editor-frame.ts'

export interface Account {
  email: string
  password: string
}

/** A browser of its own, logged into the Directus app; what the app asks its administrators at first is put off. */
export async function loggedIn(
  browser: Browser,
  app: DirectusApp,
  account: Account = app.admin,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    locale: 'en-US',
    timezoneId: 'UTC',
    acceptDownloads: true,
  })
  const answer = await context.request.post(`${app.url}/auth/login`, { data: { ...account, mode: 'session' } })
  if (!answer.ok()) throw new Error(`The login of ${account.email} answered ${answer.status()}.`)
  if (account.email === app.admin.email) await putOffQuestions(await context.newPage(), app)
  return context
}

/** Asks for a license key, and for an owner; both stay away for the rest of the context. */
async function putOffQuestions(page: Page, app: DirectusApp): Promise<void> {
  await page.goto(`${app.url}/admin/users`)
  await page.getByRole('button', { name: 'Skip', exact: true }).click()
  const later = page.getByRole('button', { name: 'Remind Later', exact: true })
  await later.click()
  await later.waitFor({ state: 'detached' })
  await page.close()
}

/** The frame of the editor's page in our module. */
export const frameOf = (page: Page): FrameLocator => page.frameLocator('iframe.openwith-frame')

/** Clicks what opens a tab. Answers the tab. */
export async function tabOf(page: Page, click: () => Promise<void>): Promise<Page> {
  const [tab] = await Promise.all([page.context().waitForEvent('page'), click()])
  return tab
}

/** The header of the page, or of the drawer that is open. */
export const pageHeader = (page: Page) => page.locator('#main-content header.header-bar')
export const drawer = (page: Page) => page.locator('.v-drawer')

/** Waits for moving menus and fading dialogs, so that a picture shows them at rest. */
export async function picture(page: Page, path: string): Promise<void> {
  await page.mouse.move(700, 700)
  await page.waitForTimeout(500)
  await page.screenshot({ path })
}
