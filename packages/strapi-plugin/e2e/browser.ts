import type { Browser, BrowserContext } from 'playwright-core'
import type { StrapiApp } from '../../../examples/strapi/app.mts'

/** A browser of its own, logged into Strapi's admin. */
export async function loggedIn(
  browser: Browser,
  app: StrapiApp,
  account: { email: string; password: string } = app.admin,
  options: { theme?: 'light' | 'dark'; locale?: string } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    locale: 'en-US',
    acceptDownloads: true,
  })
  const token = await app.login(account.email, account.password)
  await context.addCookies([{ name: 'jwtToken', value: token, url: app.url }])
  await context.addInitScript(
    ([theme, language]) => {
      localStorage.setItem('isLoggedIn', 'true')
      localStorage.setItem('STRAPI_THEME', theme ?? 'light')
      if (language) localStorage.setItem('strapi-admin-language', language)
      // Overlays of Strapi that lie over what a test clicks.
      localStorage.setItem('STRAPI_GUIDED_TOUR', JSON.stringify({ enabled: false, tours: {}, completedActions: [] }))
    },
    [options.theme, options.locale] as const,
  )
  return context
}
