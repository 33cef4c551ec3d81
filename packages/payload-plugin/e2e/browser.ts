import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import type { PayloadApp } from '../../../examples/payload/app.mts'
import { screenshots } from '../../../toolchain/stage/chromium.ts'

export { editorOf, typeAtEnd } from '../../../toolchain/stage/editor-frame.ts'

interface LoginOptions {
  theme?: 'light' | 'dark'
  language?: string
  /** The auth collection of the account. Default: `users`. */
  collection?: string
}

/** A browser of its own, logged in to Payload. */
export async function loggedIn(
  browser: Browser,
  app: PayloadApp,
  account: { email: string; password: string } = app.admin,
  { theme = 'light', language = 'en', collection = 'users' }: LoginOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    locale: 'en-US',
    acceptDownloads: true,
    colorScheme: theme,
  })
  const token = await app.login(account.email, account.password, collection)
  await context.addCookies(
    Object.entries({ 'payload-token': token, 'payload-theme': theme, 'payload-lng': language }).map(
      ([name, value]) => ({ name, value, url: app.url }),
    ),
  )
  return context
}

/** Clicks what the server has drawn until it does something: React listens a moment later. `result` throws as long as nothing has happened. */
export async function clickUntil(control: Locator, result: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    await control.click()
    const failure = await result().then(
      () => null,
      (error: unknown) => error,
    )
    if (failure === null) return
    if (Date.now() > deadline) throw failure
  }
}

/** Takes pictures for the documentation, on one kind of database. */
export const pictureOn =
  (database: string) =>
  async (page: Page, name: string): Promise<void> => {
    if (database === 'SQLite') await page.screenshot({ path: `${screenshots}/${name}.png` })
  }

/** Clicks what opens a tab of its own; answers that tab. */
export async function tabOf(page: Page, click: () => Promise<void>): Promise<Page> {
  const [tab] = await Promise.all([page.context().waitForEvent('page'), click()])
  return tab
}
