import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { screenshots, watchConsole } from '../../../toolchain/stage/chromium.ts'
import { sample } from '../../../toolchain/stage/samples.ts'
import { loggedIn, pageHeader, picture } from './browser.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let report: string
beforeAll(async () => {
  stage = await startStage(inject('directusDirectory'), { OPENWITH_FORCESAVE_EVERY_MINUTES: '7' })
  report = (await stage.app.upload(await sample('Bericht.docx', ['Ein Bericht']))).id
})
afterAll(() => stage?.close())

const field = (page: Page, name: string) => page.locator(`.field[data-field="${name}"]`)
const inputOf = (page: Page, name: string) => field(page, name).locator('input').first()
const openSettings = async (page: Page) => {
  await page.goto(`${stage.app.url}/admin/openwith/settings`)
  await field(page, 'secret').waitFor()
}

describe('the settings page', () => {
  it('checks the connection with what is in the form, names the failing hop, and shows what is wrong at its field', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    const errors = watchConsole(page)
    await openSettings(page)
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page.getByText(/^Everything works/).waitFor()
    await picture(page, `${screenshots}/directus-settings.png`)
    expect(errors).toEqual([])

    await inputOf(page, 'documentServerUrl').fill('http://127.0.0.1:9')
    await page.getByRole('button', { name: 'Check connection' }).click()
    const step = page.locator('[data-step=health][data-ok=false]')
    await step.getByText('127.0.0.1:9').waitFor()
    await picture(page, `${screenshots}/directus-check-fails.png`)
    await step.getByRole('button', { name: /^Setting:/ }).click()
    await expect
      .poll(() => inputOf(page, 'documentServerUrl').evaluate((one) => one === document.activeElement))
      .toBe(true)
    // Nothing was saved by checking.
    expect(JSON.stringify(await stage.app.api('GET', '/openwith/settings'))).not.toContain('127.0.0.1:9"')

    await inputOf(page, 'documentServerUrl').fill('not an address')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await field(page, 'documentServerUrl').locator('.validation-error').waitFor()
    expect(await field(page, 'documentServerUrl').getAttribute('class')).toContain('invalid')
    await context.close()
  })

  it('saves, never shows the secret, and shows what the environment fixes as read-only', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await openSettings(page)
    expect(await inputOf(page, 'secret').inputValue()).toBe('')
    expect(await inputOf(page, 'secret').getAttribute('type')).toBe('password')
    expect(await inputOf(page, 'secret').getAttribute('placeholder')).toContain('A secret is set')
    expect(await inputOf(page, 'forcesaveEveryMinutes').isDisabled()).toBe(true)
    expect(await inputOf(page, 'forcesaveEveryMinutes').inputValue()).toBe('7')
    await page.getByText('Set by the environment variable OPENWITH_FORCESAVE_EVERY_MINUTES').waitFor()

    const formats = inputOf(page, 'lossyEditFormats')
    await formats.fill('odt')
    await formats.press('Enter')
    await formats.fill('RTF')
    await formats.press('Enter')
    await field(page, 'customization.chat').getByRole('checkbox').click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    const form = JSON.stringify(await stage.app.api('GET', '/openwith/settings'))
    expect(form).toContain('["odt","rtf"]')
    expect(form).not.toContain(stage.server.secret)
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
    await context.close()
  })

  it('puts the module into the bar and our layout into the file library, each by a click', async () => {
    const context = await loggedIn(stage.browser, stage.app)
    const page = await context.newPage()
    await openSettings(page)
    const bar = page.locator('.module-bar a[href="/admin/openwith"]')
    expect(await bar.count()).toBe(0)
    const places = page.getByRole('region', { name: 'Where people find it' })
    await places.getByRole('button', { name: 'Show in the module bar' }).click()
    await bar.waitFor()
    await places.getByText('It is in the module bar.').waitFor()
    expect(await page.locator('.module-bar .modules a').count()).toBeGreaterThan(6)

    await places.getByRole('button', { name: 'Use in the file library' }).click()
    await places.getByText('The file library starts with it.').waitFor()
    await places.scrollIntoViewIfNeeded()
    await picture(page, `${screenshots}/directus-places.png`)
    await page.goto(`${stage.app.url}/admin/files`)
    await page.getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    await bar.click()
    await page.getByRole('row', { name: /Bericht\.docx/ }).waitFor()
    await context.close()
  })

  it('follows the dark appearance and the language of the user', async () => {
    const me = await stage.app.api<{ data: { id: string } }>('GET', '/users/me')
    await stage.app.api('PATCH', `/users/${me.data.id}`, { appearance: 'dark' })
    const dark = await loggedIn(stage.browser, stage.app)
    const page = await dark.newPage()
    await page.goto(`${stage.app.url}/admin/files/${report}`)
    await pageHeader(page).getByRole('button', { name: 'Open with ONLYOFFICE' }).waitFor()
    await picture(page, `${screenshots}/directus-file-page-dark.png`)
    await openSettings(page)
    await picture(page, `${screenshots}/directus-settings-dark.png`)
    await dark.close()

    await stage.app.api('PATCH', `/users/${me.data.id}`, { appearance: 'light', language: 'de-DE' })
    const german = await loggedInGerman()
    const documents = await german.newPage()
    await documents.goto(`${stage.app.url}/admin/openwith`)
    await documents.getByRole('button', { name: 'Mit ONLYOFFICE öffnen' }).waitFor()
    await picture(documents, `${screenshots}/directus-documents-german.png`)
    await documents.goto(`${stage.app.url}/admin/openwith/settings`)
    await documents.getByRole('button', { name: 'Verbindung prüfen' }).waitFor()
    await documents.getByRole('heading', { name: 'Wiederherstellung' }).waitFor()
    await documents.getByText('Adresse des Document Servers').first().waitFor()
    await picture(documents, `${screenshots}/directus-settings-german.png`)
    await german.close()
    await stage.app.api('PATCH', `/users/${me.data.id}`, { language: 'en-US' })
  })
})

/** What the app asks its administrators at first is German, too. */
async function loggedInGerman() {
  const { browser, app } = stage
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, timezoneId: 'UTC' })
  await context.request.post(`${app.url}/auth/login`, { data: { ...app.admin, mode: 'session' } })
  const page = await context.newPage()
  await page.goto(`${app.url}/admin/users`)
  for (const question of [0, 1]) {
    const button = page.locator('#dialog-outlet .v-card-actions .v-button.secondary button').first()
    await button.click()
    await page.waitForTimeout(500 + question)
  }
  await page.close()
  return context
}
