import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { StrapiApp } from '../../../examples/strapi/app.mts'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const screenshots = path.resolve(import.meta.dirname, '../../../docs/screenshots')

export async function launchChromium(): Promise<Browser> {
  await mkdir(screenshots, { recursive: true })
  return await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    headless: true,
    args: flags,
  })
}

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

/** Collects what the page reports as broken. */
export function watchConsole(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`)
  })
  return errors
}
